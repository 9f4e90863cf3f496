import { setTimeout } from "node:timers/promises";
import type { ChatClient } from "../../client/chat-client.ts";
import { checkAll } from "../checks/check-all.ts";
import { type History, SeenChat } from "../history.ts";
import { readStoredChats } from "../stored-chats.ts";
import type { Violation } from "../violations.ts";
import type { Device } from "./device.ts";
import type { NotificationRecorder } from "./notification-recorder.ts";
import type { RunContext } from "./run-context.ts";

const pollMs = 500;
const longestAnswerMs = 60_000;
const longestMs = 10 * 60_000;

export interface ConvergenceInput {
  readonly context: RunContext;
  readonly devices: readonly Device[];
  readonly notifications: NotificationRecorder;
  /** Missing events and notifications count as lost when none has come for so long. */
  readonly patienceMs: number;
}

/**
 * Lets the clients repair, after the faults have stopped, what they missed. Ends when the checks find no violation,
 * or when nothing has come for `patienceMs`. @returns the remaining violations
 */
export async function waitForConvergence(input: ConvergenceInput): Promise<Violation[]> {
  const { context, devices, notifications, patienceMs } = input;
  for (const { network } of devices) network.on();
  await waitForAnswers(devices);
  const end = Date.now() + longestMs;
  let deadline = Date.now() + patienceMs;
  for (let before = -1; ; ) {
    for (const { client } of devices) client.focus();
    await setTimeout(pollMs);
    const received = devices.reduce((sum, { events }) => sum + events.length, notifications.collect());
    const isQuiet = received === before;
    before = received;
    if (!isQuiet) deadline = Math.min(end, Date.now() + patienceMs);
    const isLate = Date.now() > deadline;
    if (!isQuiet && !isLate) continue;
    context.history.finalChats = await finalChats(devices, context.history);
    const violations = checkAll(context.history, await readStoredChats(context.cloud.dynamodb));
    if (violations.length === 0 || isLate) return violations;
  }
}

/** Waits for the pending requests. A client gives up after 30 s, so all of them end. */
async function waitForAnswers(devices: readonly Device[]): Promise<void> {
  for (const { client } of devices) client.focus();
  await Promise.race([
    Promise.all(devices.flatMap(({ pending }) => [...pending])),
    setTimeout(longestAnswerMs, undefined, { ref: false }),
  ]);
}

/** Lists the chats of the users who still have access. */
async function finalChats(
  devices: readonly Device[],
  { revocations }: History,
): Promise<History["finalChats"]> {
  const revoked = new Set(revocations.map(({ userId }) => userId));
  const present = devices.filter(({ userId }) => !revoked.has(userId));
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
