import type { History } from "../history.ts";
import { replayAll } from "../replay.ts";
import type { StoredChat } from "../truth.ts";
import { type Violation, violation } from "../violations.ts";
import { checkDepartures } from "./departures.ts";
import { checkDevices, checkShown } from "./devices.ts";
import { checkLogs } from "./logs.ts";
import { checkMutes } from "./mutes.ts";
import { checkNotifications } from "./notifications.ts";
import { checkReads } from "./reads.ts";
import { checkSends } from "./sends.ts";

/** All that everybody saw, against the log. */
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
    ...checkDepartures(history),
    ...checkRefusals(history),
  ];
}

/** Who loses access is refused from then on. */
function checkRefusals({ refusals, departures }: History): Violation[] {
  return refusals
    .filter(({ userId, at }) => !departures.some((it) => it.userId === userId && it.askedAt <= at))
    .map(({ userId, operation, code }) => violation("refused", `${operation} of ${userId}: ${code}`));
}
