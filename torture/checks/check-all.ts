import type { History } from "../history.ts";
import { replayAll } from "../replay.ts";
import type { StoredChat } from "../stored-chats.ts";
import { type Violation, violation } from "../violations.ts";
import { checkDevices, checkShown } from "./check-devices.ts";
import { checkLimits } from "./check-limits.ts";
import { checkLogs } from "./check-logs.ts";
import { checkMutes } from "./check-mutes.ts";
import { checkNotifications } from "./check-notifications.ts";
import { checkReads } from "./check-reads.ts";
import { checkRevocations } from "./check-revocations.ts";
import { checkSends } from "./check-sends.ts";

/** Checks a history against the stored logs, and the stored state against its logs. */
export function checkAll(history: History, chats: readonly StoredChat[]): Violation[] {
  const replays = replayAll(chats);
  return [
    ...checkLogs(chats),
    ...checkSends(history, replays),
    ...checkDevices(history, replays),
    ...checkShown(history, replays),
    ...checkReads(history, chats, replays),
    ...checkNotifications(history, chats, replays),
    ...checkMutes(history, chats),
    ...checkRevocations(history),
    ...checkLimits(history, chats),
    ...checkRefusals(history),
  ];
}

/** Refusals are correct only for users without access and, while rate limits are on, for those beyond them. */
function checkRefusals({ refusals, revocations, floods }: History): Violation[] {
  return refusals
    .filter(({ code }) => code !== "rate_limited" || floods.length === 0)
    .filter(({ userId, at }) => !revocations.some((it) => it.userId === userId && it.requestedAt <= at))
    .map(({ userId, operation, code }) => violation("refused", `${operation} of ${userId}: ${code}`));
}
