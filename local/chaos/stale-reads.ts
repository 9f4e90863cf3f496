import type { Interceptor } from "../dynamodb/proxy.ts";
import { isObject, objectOf, objectsOf } from "../json.ts";
import type { Chaos } from "./chaos.ts";
import { ImageHistory } from "./image-history.ts";

type TableCall = Parameters<Interceptor>[0];
type Answer = Awaited<ReturnType<Interceptor>>;

/** Returns recent former images of items to reads that are not consistent. */
export function injectStaleReads(chaos: Chaos, keyNames: readonly string[]): Interceptor {
  const history = new ImageHistory(keyNames);
  return async (call, forward) => {
    if (!chaos.isOn("stale-read")) return forward(call);
    const answer = await forward(call);
    if (answer.status === 200) recorders[call.operation]?.(history, call.input, answer.output);
    return answer.status === 200 && call.operation === "BatchGetItem"
      ? { ...answer, output: withFormerImages(chaos, history, { call, answer }) }
      : answer;
  };
}

type Recorder = (history: ImageHistory, call: TableCall["input"], output: Answer["output"]) => void;

/** Records the images that a successful call shows, by operation. */
const recorders: Readonly<Record<string, Recorder>> = {
  PutItem: (history, { Item }) => history.recordWrite(objectOf(Item), objectOf(Item)),
  UpdateItem: (history, { Key }, { Attributes }) => {
    if (isObject(Attributes)) history.recordWrite(objectOf(Key), Attributes);
  },
  DeleteItem: (history, { Key }) => history.recordWrite(objectOf(Key), undefined),
  GetItem: (history, { Key }, { Item }) =>
    history.recordRead(objectOf(Key), isObject(Item) ? Item : undefined),
  TransactWriteItems: (history, { TransactItems }) => {
    for (const { Put } of objectsOf(TransactItems)) {
      const { Item } = objectOf(Put);
      if (isObject(Item)) history.recordWrite(Item, Item);
    }
  },
  BatchGetItem: (history, _, { Responses }) => {
    for (const item of Object.values(objectOf(Responses)).flatMap(objectsOf)) history.recordRead(item, item);
  },
};

function withFormerImages(
  chaos: Chaos,
  history: ImageHistory,
  { call, answer }: { call: TableCall; answer: Answer },
) {
  const responses = Object.entries(objectOf(answer.output.Responses)).map(([tableName, items]) => {
    const request = objectOf(objectOf(call.input.RequestItems)[tableName]);
    if (request.ConsistentRead === true) return [tableName, items];
    const old = objectsOf(items).flatMap((item) => {
      const before = history.before(item);
      return before === undefined || !chaos.strikes("stale-read") ? [item] : before.image;
    });
    return [tableName, old];
  });
  return { ...answer.output, Responses: Object.fromEntries(responses) };
}
