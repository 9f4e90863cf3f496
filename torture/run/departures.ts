import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { SeenChat, SeenEntry } from "../history.ts";
import { type Arena, userRecord } from "./arena.ts";
import { shownBy } from "./attempt.ts";
import type { Device } from "./device.ts";
import type { Work } from "./work.ts";

const retryMs = 200;
const knockMs = 500;

/** Those who leave lose access in mid-run: one is deleted, the other moved out. Then they try every door. */
export async function depart(arena: Arena, devices: readonly Device[], work: Work): Promise<void> {
  await work.departures;
  arena.addable.clear();
  for (const userId of arena.userIds) arena.addable.add(userId);
  // Whoever is about to name them has asked by then.
  await Promise.all(devices.flatMap(({ pending }) => [...pending]));
  await Promise.all(arena.leaverIds.map((userId) => leave(arena, userId)));
  do {
    await Promise.all(arena.leaverIds.map((userId) => knock(arena, userId)));
    await Promise.race([setTimeout(knockMs), work.over]);
  } while (!work.isOver);
}

async function leave(arena: Arena, userId: string): Promise<void> {
  const record = { ...userRecord(userId), updatedAt: "2026-01-02T00:00:00.000Z" };
  const gone =
    userId === "deleted"
      ? { ...record, deleted: true }
      : { ...record, roles: { ...record.roles, locationIds: [] } };
  const askedAt = Date.now();
  while ((await arena.putUser(gone)) !== 200) await setTimeout(retryMs);
  arena.history.departures.push({ userId, askedAt, answeredAt: Date.now() });
}

const Answer = z.object({
  entries: z.array(SeenEntry).optional(),
  chats: z.array(SeenChat).optional(),
});

/** Asks for the list, and for a chat that they may have been in. */
async function knock(arena: Arena, userId: string): Promise<void> {
  const base = `${arena.cloud.url}/locations/${arena.locationId}/internal-chats`;
  const headers = { Authorization: `Bearer ${await arena.tokenOf(userId)}` };
  const [chatId] = arena.chatIds;
  for (const url of [base, `${base}/${chatId}/messages`]) {
    const askedAt = Date.now();
    const answer = await fetch(url, { headers }).catch(() => undefined);
    if (!answer?.ok) continue;
    arena.history.shown.push(shownBy({ userId, askedAt }, Answer.parse(await answer.json())));
  }
}
