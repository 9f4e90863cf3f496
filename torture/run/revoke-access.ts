import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { SeenChat, SeenEntry } from "../history.ts";
import type { Device } from "./device.ts";
import { shownAnswer } from "./operation.ts";
import type { OperationBudget } from "./operation-budget.ts";
import { actorId, agentId, dayTwo, type RunContext, userRecord } from "./run-context.ts";

const retryMs = 200;
const probeMs = 500;

/**
 * Revokes the leavers' access during the run: one is deleted, one moved out, and of the agent the location moves
 * to another company. The actor of a Login-As session, let in before, is deleted. Then probes whether they get in.
 */
export async function revokeAccess(
  context: RunContext,
  devices: readonly Device[],
  budget: OperationBudget,
): Promise<void> {
  await budget.revocationTime;
  context.addable.clear();
  for (const userId of context.userIds) context.addable.add(userId);
  // Requests that name the leavers are answered by then.
  await Promise.all(devices.flatMap(({ pending }) => [...pending]));
  while (!(await probeAsActor(context))) await setTimeout(retryMs);
  await Promise.all([...context.leaverIds, actorId].map((userId) => revoke(context, userId)));
  do {
    await Promise.all([...context.leaverIds.map((userId) => probe(context, userId)), probeAsActor(context)]);
    await Promise.race([setTimeout(probeMs), budget.over]);
  } while (!budget.isOver);
}

async function revoke(context: RunContext, userId: string): Promise<void> {
  const requestedAt = Date.now();
  while ((await endAccess(context, userId)) !== 200) await setTimeout(retryMs);
  context.history.revocations.push({ userId, requestedAt, answeredAt: Date.now() });
}

/** @returns the status, 0 without an answer */
function endAccess(context: RunContext, userId: string): Promise<number> {
  if (userId === agentId) return context.moveLocation();
  const record = { ...userRecord(userId), updatedAt: dayTwo };
  if (userId === "deleted" || userId === actorId) return context.putUser({ ...record, deleted: true });
  return context.putUser({ ...record, roles: { ...record.roles, locationIds: [] } });
}

const Answer = z.object({
  entries: z.array(SeenEntry).optional(),
  chats: z.array(SeenChat).optional(),
});

/** Requests the list of chats, and the messages of a chat that the user may have been in. */
async function probe(context: RunContext, userId: string): Promise<void> {
  const base = `${context.cloud.url}/locations/${context.locationId}/internal-chats`;
  const token = await context.tokenOf(userId);
  const [chatId] = context.chatIds;
  for (const url of [base, `${base}/${chatId}/messages`]) {
    const requestedAt = Date.now();
    const answer = await get(url, token);
    if (answer?.ok)
      context.history.shown.push(shownAnswer({ userId, requestedAt }, Answer.parse(await answer.json())));
  }
}

/** Requests the location's users as one of them. @returns whether the actor got in */
async function probeAsActor(context: RunContext): Promise<boolean> {
  const { cloud, locationId, lurkerId } = context;
  const token = await context.tokenOf(actorId, lurkerId);
  const requestedAt = Date.now();
  const answer = await get(`${cloud.url}/locations/${locationId}/users`, token);
  await answer?.arrayBuffer().catch(() => undefined);
  if (!answer?.ok) return false;
  context.history.shown.push({ userId: actorId, requestedAt, entries: [], chats: [] });
  return true;
}

/** @returns the answer; undefined if none came */
function get(url: string, token: string): Promise<Response | undefined> {
  return fetch(url, { headers: { Authorization: `Bearer ${token}` } }).catch(() => undefined);
}
