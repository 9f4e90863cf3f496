import { setTimeout as pause } from "node:timers/promises";
import type { Operation } from "./attempt.ts";
import type { Device } from "./device.ts";
import { glance, leaf, list, loseNetwork, peek, typing } from "./looking.ts";
import { chance } from "./pick.ts";
import type { Work } from "./work.ts";
import { add, changeSubject, create, mute, read, send } from "./writing.ts";

/** How often a participant does what. */
const habits: readonly (readonly [weight: number, name: string, operation: Operation])[] = [
  [10, "send", send],
  [14, "read", read],
  [18, "page", leaf],
  [14, "typing", typing],
  [30, "chat", glance],
  [5, "list", list],
  [5, "peek", peek],
  [1.5, "subject", changeSubject],
  [5, "mute", mute],
  [3, "add", add],
  [3, "create", create],
  [0.4, "offline", loseNetwork],
];
const speaks = habits.filter(([, name]) => name !== "mute");
const looks = habits.filter(([, name]) => ["page", "chat", "list", "typing", "offline"].includes(name));
/** Between two operations of one device, at most. */
const longestPauseMs = 150;
/** Requests of one device at a time; then it waits for an answer. An outsider, whose answers are quick, has one. */
const mostPending = 8;

/** Does one thing after the other until it is enough, or until its user has lost access. */
export async function live(device: Device, work: Work): Promise<void> {
  const most = device.isOutsider ? 1 : mostPending;
  while (!work.isOver && device.client.state !== "closed") {
    const [name, operation] = habitOf(device);
    for (const request of operation(device)) {
      work.done(name);
      device.track(request);
    }
    while (device.pending.size >= most && !work.isOver) await Promise.race([...device.pending, work.over]);
    await pause(longestPauseMs * device.dice());
  }
}

function habitOf(device: Device): readonly [string, Operation] {
  const { dice, userId, isLurker, isOutsider, chatIds, arena } = device;
  if (isOutsider) return ["peek", peek];
  if (chatIds.length === 0 && !isLurker && chance(dice, 0.5)) return ["create", create];
  const choice = isLurker ? looks : arena.mutingIds.has(userId) ? habits : speaks;
  let left = dice() * choice.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, name, operation] of choice) {
    left -= weight;
    if (left < 0) return [name, operation];
  }
  return ["list", list];
}
