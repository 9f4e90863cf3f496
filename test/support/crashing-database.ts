import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Database } from "../../functions/store/database.ts";
import { Crashed } from "./crash.ts";
import type { TestTable } from "./test-table.ts";

type Table = Pick<TestTable, "connect" | "tableName">;

/** A database whose client crashes before or after its n-th call takes effect. Every later call fails, too. */
export function crashingDatabase(table: Table, crashAt: number, when: "before" | "after"): Database {
  const client = table.connect({ maxAttempts: 1 });
  const isBefore = when === "before";
  onEachCall(client, async (index, call) => {
    if (index > crashAt || (index === crashAt && isBefore)) throw new Crashed(`before call ${index}`);
    const answer = await call();
    if (index === crashAt) throw new Crashed(`after call ${index}`);
    return answer;
  });
  return new Database(client, table.tableName);
}

/** The number of calls that a piece of work makes: the calls at which a test can let it crash. */
export async function countCalls(
  table: Table,
  work: (database: Database) => Promise<unknown>,
): Promise<number> {
  const client = table.connect({ maxAttempts: 1 });
  let count = 0;
  onEachCall(client, (_index, call) => {
    count += 1;
    return call();
  });
  await work(new Database(client, table.tableName));
  return count;
}

type Handle = <Answer>(index: number, call: () => Promise<Answer>) => Promise<Answer>;

function onEachCall(client: DynamoDBClient, handle: Handle): void {
  let count = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      const index = count;
      count += 1;
      return handle(index, () => next(args));
    },
    { step: "initialize", name: "onEachCall" },
  );
}
