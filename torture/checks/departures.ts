import type { Departure, History } from "../history.ts";
import { type Violation, violation } from "../violations.ts";

/** What was under way when access ended may still arrive for so long. */
const underWayMs = 3000;

/** Was anybody shown, told or notified of anything after they had lost access? */
export function checkDepartures(history: History): Violation[] {
  return history.departures.flatMap((departure) => [
    ...shown(history, departure),
    ...told(history, departure),
    ...notified(history, departure),
  ]);
}

function shown({ shown: answers }: History, { userId, answeredAt }: Departure): Violation[] {
  return answers
    .filter((it) => it.userId === userId && it.askedAt > answeredAt)
    .map(({ askedAt }) =>
      violation("leaked", `${userId} was answered ${askedAt - answeredAt} ms after losing access`),
    );
}

function told({ devices }: History, { userId, answeredAt }: Departure): Violation[] {
  return devices
    .filter((device) => device.userId === userId)
    .flatMap(({ told: all }) => all)
    .filter(({ at }) => at > answeredAt + underWayMs)
    .map(({ what, at }) =>
      violation("leaked", `${userId} was told of a ${what} ${at - answeredAt} ms after losing access`),
    );
}

/** Of messages that were written after that. */
function notified({ notifications, sends }: History, { userId, answeredAt }: Departure): Violation[] {
  const later = new Set(
    sends
      .filter(({ askedAt }) => askedAt > answeredAt + underWayMs)
      .map(({ chatId, acknowledged }) => `${chatId} ${acknowledged?.seq}`),
  );
  return [...notifications.values()]
    .filter((it) => it.userId === userId && later.has(`${it.chatId} ${it.seq}`))
    .map(({ dedupeId }) => violation("wrongly-notified", `${dedupeId}, without access`));
}
