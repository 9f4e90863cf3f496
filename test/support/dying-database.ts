import { Database } from "../../functions/store/database.ts";
import { Crashed } from "./crash.ts";
import type { TestTable } from "./test-table.ts";

/** A database whose client dies before or after its n-th call took effect, and answers nothing from then on. */
export function dyingDatabase(
  table: Pick<TestTable, "connect" | "tableName">,
  dieAt: number,
  when: "before" | "after",
): Database {
  const client = table.connect({ maxAttempts: 1 });
  let calls = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const mine = calls;
      calls += 1;
      if (mine > dieAt || (mine === dieAt && when === "before")) throw new Crashed(`before call ${mine}`);
      const answer = await next(args);
      if (mine === dieAt) throw new Crashed(`after call ${mine}`);
      return answer;
    },
    { step: "initialize", name: "dying" },
  );
  return new Database(client, table.tableName);
}
