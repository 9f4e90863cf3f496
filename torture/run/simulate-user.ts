import { setTimeout as pause } from "node:timers/promises";
import type { Device } from "./device.ts";
import { goOffline, sendTyping } from "./device-operations.ts";
import type { Operation } from "./operation.ts";
import type { OperationBudget } from "./operation-budget.ts";
import { chance } from "./random-choice.ts";
import { getChat, listChats, pageHistory, probeForeignChat } from "./read-operations.ts";
import {
  addParticipants,
  changeSubject,
  createChat,
  markRead,
  sendMessages,
  toggleMute,
} from "./write-operations.ts";

type NamedOperation = readonly [name: string, operation: Operation];

/** The operations of a participant, with their relative frequencies. */
const operations: readonly (readonly [weight: number, ...NamedOperation])[] = [
  [10, "send-message", sendMessages],
  [14, "mark-read", markRead],
  [18, "page-history", pageHistory],
  [14, "typing", sendTyping],
  [30, "get-chat", getChat],
  [5, "list-chats", listChats],
  [5, "probe-foreign-chat", probeForeignChat],
  [1.5, "change-subject", changeSubject],
  [5, "mute", toggleMute],
  [3, "add-participants", addParticipants],
  [3, "create-chat", createChat],
  [0.4, "go-offline", goOffline],
];
const withoutMute = operations.filter(([, name]) => name !== "mute");
const ofLurkers = operations.filter(([, name]) =>
  ["page-history", "get-chat", "list-chats", "typing", "go-offline"].includes(name),
);
/** The longest pause between two operations of one device. */
const longestPauseMs = 150;
/** Pending requests of one device; with more it waits for an answer. An outsider, who gets quick answers, has one. */
const mostPending = 8;

/** Runs random operations on a device until the budget is spent or its user has lost access. */
export async function simulateUser(device: Device, budget: OperationBudget): Promise<void> {
  const most = device.isOutsider ? 1 : mostPending;
  while (!budget.isOver && device.client.state !== "closed") {
    const [name, operation] = pickOperation(device);
    for (const request of operation(device)) {
      budget.count(name);
      device.track(request);
    }
    while (device.pending.size >= most && !budget.isOver)
      await Promise.race([...device.pending, budget.over]);
    await pause(longestPauseMs * device.dice());
  }
}

function pickOperation(device: Device): NamedOperation {
  const { dice, userId, isLurker, isOutsider, chatIds, context } = device;
  if (isOutsider) return ["probe-foreign-chat", probeForeignChat];
  if (chatIds.length === 0 && !isLurker && chance(dice, 0.5)) return ["create-chat", createChat];
  const choice = isLurker ? ofLurkers : context.mutingIds.has(userId) ? operations : withoutMute;
  let left = dice() * choice.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, name, operation] of choice) {
    left -= weight;
    if (left < 0) return [name, operation];
  }
  return ["list-chats", listChats];
}
