import type { Interceptor } from "../dynamodb/proxy.ts";
import { isObject, objectOf } from "../json.ts";
import type { Chaos } from "./chaos.ts";
import { ImageHistory } from "./image-history.ts";

type TableCall = Parameters<Interceptor>[0];
type Answer = Awaited<ReturnType<Interceptor>>;

/** Shows items as they were a moment ago to reads that did not ask for consistency. */
export function serveStale(chaos: Chaos, keyNames: readonly string[]): Interceptor {
  const history = new ImageHistory(keyNames);
  return async (call, forward) => {
    if (!chaos.isOn("stale-read")) return forward(call);
    const answer = await forward(call);
    if (answer.status === 200) watchers[call.operation]?.(history, call.input, answer.output);
    return answer.status === 200 && call.operation === "BatchGetItem"
      ? { ...answer, output: aged(chaos, history, { call, answer }) }
      : answer;
  };
}

type Watch = (history: ImageHistory, call: TableCall["input"], output: Answer["output"]) => void;

/** What a successful call shows of items after it, by operation. */
const watchers: Readonly<Record<string, Watch>> = {
  PutItem: (history, { Item }) => history.wrote(objectOf(Item), objectOf(Item)),
  UpdateItem: (history, { Key }, { Attributes }) => {
    if (isObject(Attributes)) history.wrote(objectOf(Key), Attributes);
  },
  DeleteItem: (history, { Key }) => history.wrote(objectOf(Key), undefined),
  GetItem: (history, { Key }, { Item }) => history.saw(objectOf(Key), isObject(Item) ? Item : undefined),
  TransactWriteItems: (history, { TransactItems }) => {
    for (const { Put } of list(TransactItems)) {
      const { Item } = objectOf(Put);
      if (isObject(Item)) history.wrote(Item, Item);
    }
  },
  BatchGetItem: (history, _, { Responses }) => {
    for (const item of Object.values(objectOf(Responses)).flatMap(list)) history.saw(item, item);
  },
};

function aged(chaos: Chaos, history: ImageHistory, { call, answer }: { call: TableCall; answer: Answer }) {
  const responses = Object.entries(objectOf(answer.output.Responses)).map(([tableName, items]) => {
    const request = objectOf(objectOf(call.input.RequestItems)[tableName]);
    if (request.ConsistentRead === true) return [tableName, items];
    const old = list(items).flatMap((item) => {
      const before = history.before(item);
      return before === undefined || !chaos.strikes("stale-read") ? [item] : before.image;
    });
    return [tableName, old];
  });
  return { ...answer.output, Responses: Object.fromEntries(responses) };
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
