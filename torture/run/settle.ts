import { setTimeout } from "node:timers/promises";
import type { ChatClient } from "../../client/chat-client.ts";
import { checkAll } from "../checks/check.ts";
import { type History, SeenChat } from "../history.ts";
import { readChats } from "../truth.ts";
import type { Violation } from "../violations.ts";
import type { Arena } from "./arena.ts";
import type { Device } from "./device.ts";
import type { NotificationWatch } from "./notification-watch.ts";

const lookMs = 500;
const longestAnswerMs = 60_000;
const longestMs = 10 * 60_000;

export interface Settling {
  readonly arena: Arena;
  readonly devices: readonly Device[];
  readonly notifications: NotificationWatch;
  /** What is missing when nothing has come for so long is lost; what is late is not. */
  readonly patienceMs: number;
}

/**
 * Nothing goes wrong any more: lets the clients repair what went wrong before, by themselves. Done when
 * nothing is missing any more and nothing has come for a moment.
 */
export async function settle({ arena, devices, notifications, patienceMs }: Settling): Promise<Violation[]> {
  for (const { network } of devices) network.on();
  await answered(devices);
  const end = Date.now() + longestMs;
  let deadline = Date.now() + patienceMs;
  for (let before = -1; ; ) {
    for (const { client } of devices) client.focus();
    await setTimeout(lookMs);
    const news = devices.reduce((sum, { told }) => sum + told.length, notifications.collect());
    const isQuiet = news === before;
    before = news;
    if (!isQuiet) deadline = Math.min(end, Date.now() + patienceMs);
    const isLate = Date.now() > deadline;
    if (!isQuiet && !isLate) continue;
    arena.history.finalChats = await finalChats(devices, arena.history);
    const violations = checkAll(arena.history, await readChats(arena.cloud.dynamodb));
    if (violations.length === 0 || isLate) return violations;
  }
}

/** Whatever is under way ends, now that nothing stands in its way; a client gives up after 30 s. */
async function answered(devices: readonly Device[]): Promise<void> {
  for (const { client } of devices) client.focus();
  await Promise.race([
    Promise.all(devices.flatMap(({ pending }) => [...pending])),
    setTimeout(longestAnswerMs, undefined, { ref: false }),
  ]);
}

/** Of those who may still ask. */
async function finalChats(
  devices: readonly Device[],
  { departures }: History,
): Promise<History["finalChats"]> {
  const gone = new Set(departures.map(({ userId }) => userId));
  const present = devices.filter(({ userId }) => !gone.has(userId));
  return Promise.all(present.map(async ({ userId, client }) => ({ userId, chats: await allChats(client) })));
}

async function allChats(client: ChatClient): Promise<SeenChat[]> {
  const found: SeenChat[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await client.chats.list({ limit: 100, cursor });
    found.push(...page.chats.map((chat) => SeenChat.parse(chat)));
    cursor = page.nextCursor;
  }
  return found;
}
