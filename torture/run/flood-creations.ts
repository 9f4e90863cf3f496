import { setTimeout } from "node:timers/promises";
import type { OperationBudget } from "./operation-budget.ts";
import { floodedId, flooderId, type RunContext } from "./run-context.ts";

/** More at once than the limit's burst, and then more than its rate. */
const firstRequests = 60;
const pauseMs = 250;

/** Creates chats: 60 at once, then four a second until the budget is over. */
export async function floodCreations(context: RunContext, budget: OperationBudget): Promise<void> {
  const startedAt = Date.now();
  await Promise.all(Array.from({ length: firstRequests }, () => create(context)));
  while (!budget.isOver) {
    await create(context);
    await Promise.race([setTimeout(pauseMs), budget.over]);
  }
  context.history.floods.push({ userId: flooderId, startedAt, endedAt: Date.now() });
}

/** Some requests fail, because of the limit or of a fault: what counts are the chats in the table. */
async function create({ cloud, locationId, tokenOf }: RunContext): Promise<void> {
  const headers = {
    Authorization: `Bearer ${await tokenOf(flooderId)}`,
    "Content-Type": "application/json",
  };
  const request = { method: "POST", headers, body: JSON.stringify({ participantIds: [floodedId] }) };
  const answer = await fetch(`${cloud.url}/locations/${locationId}/internal-chats`, request).catch(
    () => undefined,
  );
  await answer?.arrayBuffer().catch(() => undefined);
}
