import { intervalOf, rateLimits } from "../../functions/domain/rate-limits.ts";
import type { History } from "../history.ts";
import type { StoredChat } from "../stored-chats.ts";
import { type Violation, violation } from "../violations.ts";

/** Checks that nobody has created more chats than a burst and what the rate gives back meanwhile. */
export function checkLimits({ floods }: History, chats: readonly StoredChat[]): Violation[] {
  const limit = rateLimits.createChat;
  return floods.flatMap(({ userId, startedAt, endedAt }) => {
    const most = limit.burst + Math.ceil((endedAt - startedAt) / intervalOf(limit));
    const created = chats.filter(({ roster }) => roster?.createdBy === userId).length;
    return created > most
      ? [violation("over-limit", `${userId} created ${created} chats, ${most} allowed`)]
      : [];
  });
}
