import type { Server } from "node:http";
import { createEndpoint } from "../endpoint.ts";
import { type HttpAnswer, readBody } from "../http.ts";
import { isObject, parseJson } from "../json.ts";
import type { EngineAnswer, EngineCall } from "./engine-client.ts";

/** A function's call to DynamoDB. */
interface TableCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
  /** The `Authorization` header, whose credential identifies the calling function. */
  readonly authorization: string;
}

type Forward = (call: TableCall) => Promise<EngineAnswer>;

/** Wraps calls to the engine. It may observe, change, refuse or delay them; faults are injected this way. */
export type Interceptor = (call: TableCall, forward: Forward) => Promise<EngineAnswer>;

/** DynamoDB's limit on a request, in bytes. */
const requestLimit = 16 * 1024 * 1024;

/** The functions' DynamoDB endpoint. Interceptors apply in order; the list may change at any time. */
export function createDynamoDbProxy(engine: EngineCall, interceptors: readonly Interceptor[]): Server {
  const toEngine: Forward = ({ operation, input, authorization }) =>
    engine(`DynamoDB_20120810.${operation}`, input, authorization);
  return createEndpoint(async (message) => {
    const body = await readBody(message, requestLimit);
    const operation = String(message.headers["x-amz-target"] ?? "").replace("DynamoDB_20120810.", "");
    const input = parseJson(body ?? "");
    if (!isObject(input))
      return serialize(refusal("SerializationException", "The request is no JSON object"));
    const chain = interceptors.reduceRight<Forward>(
      (next, interceptor) => (call) => interceptor(call, next),
      toEngine,
    );
    return serialize(await chain({ operation, input, authorization: message.headers.authorization ?? "" }));
  });
}

/** An error in DynamoDB's shape, for interceptors. */
export function refusal(type: string, message: string): EngineAnswer {
  return { status: 400, output: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message } };
}

function serialize({ status, output }: EngineAnswer): HttpAnswer {
  return { status, headers: [["Content-Type", "application/x-amz-json-1.0"]], body: JSON.stringify(output) };
}
