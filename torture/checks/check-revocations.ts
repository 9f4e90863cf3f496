import type { History, Revocation } from "../history.ts";
import { type Violation, violation } from "../violations.ts";

/** Events and notifications that were under way when access ended may arrive for so long. */
const underWayMs = 3000;

/** Checks that users get no answer, event or notification after their access ended. */
export function checkRevocations(history: History): Violation[] {
  return history.revocations.flatMap((revocation) => [
    ...checkAnswers(history, revocation),
    ...checkEvents(history, revocation),
    ...checkNotified(history, revocation),
  ]);
}

function checkAnswers({ shown }: History, { userId, answeredAt }: Revocation): Violation[] {
  return shown
    .filter((it) => it.userId === userId && it.requestedAt > answeredAt)
    .map(({ requestedAt }) =>
      violation("leaked", `${userId} got an answer ${requestedAt - answeredAt} ms after losing access`),
    );
}

function checkEvents({ devices }: History, { userId, answeredAt }: Revocation): Violation[] {
  return devices
    .filter((device) => device.userId === userId)
    .flatMap(({ events }) => events)
    .filter(({ at }) => at > answeredAt + underWayMs)
    .map(({ type, at }) =>
      violation("leaked", `${userId} got a ${type} event ${at - answeredAt} ms after losing access`),
    );
}

/** Checks only messages sent after the access ended. */
function checkNotified({ notifications, sends }: History, { userId, answeredAt }: Revocation): Violation[] {
  const later = new Set(
    sends
      .filter(({ requestedAt }) => requestedAt > answeredAt + underWayMs)
      .map(({ chatId, acknowledged }) => `${chatId} ${acknowledged?.seq}`),
  );
  return [...notifications.values()]
    .filter((it) => it.userId === userId && later.has(`${it.chatId} ${it.seq}`))
    .map(({ dedupeId }) => violation("wrongly-notified", `${dedupeId}, without access`));
}
