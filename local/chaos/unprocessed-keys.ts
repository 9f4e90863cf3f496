import type { Interceptor } from "../dynamodb/proxy.ts";
import { isObject, objectOf } from "../json.ts";
import type { Chaos } from "./chaos.ts";

/** Requests only the first half of a BatchGetItem's keys and returns the rest as unprocessed. */
export function injectUnprocessedKeys(chaos: Chaos): Interceptor {
  return async (call, forward) => {
    const [requested, ...others] = Object.entries(objectOf(call.input.RequestItems));
    if (call.operation !== "BatchGetItem" || !requested || others.length > 0) return forward(call);
    const [tableName, request] = requested;
    const { Keys: keys, ...rest } = objectOf(request);
    if (!Array.isArray(keys) || keys.length < 2 || !chaos.strikes("unprocessed-keys")) return forward(call);
    const taken = Math.ceil(keys.length / 2);
    const RequestItems = { [tableName]: { ...rest, Keys: keys.slice(0, taken) } };
    const answer = await forward({ ...call, input: { ...call.input, RequestItems } });
    if (answer.status !== 200 || !isObject(answer.output)) return answer;
    const UnprocessedKeys = { [tableName]: { ...rest, Keys: keys.slice(taken) } };
    return { ...answer, output: { ...answer.output, UnprocessedKeys } };
  };
}
