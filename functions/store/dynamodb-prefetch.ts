import type { ChatItem, Prefetch, PrefetchRequest } from "../domain/directory/ports.ts";
import { isId } from "../domain/identifier.ts";
import type { ChatRef } from "../domain/log/chat-header.ts";
import type { Database } from "./database.ts";
import { type Key, keys } from "./keys.ts";

/** Reads the items of a request in one round trip, consistently. */
export class DynamodbPrefetch implements Prefetch {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  begin({ userId, actorId, locationId, chatId, chatItems }: PrefetchRequest): void {
    const wanted: Key[] = [keys.profile(userId)];
    if (isId(actorId) && actorId !== userId) wanted.push(keys.profile(actorId));
    if (isId(locationId)) wanted.push(keys.location(locationId));
    if (isId(locationId) && isId(chatId)) {
      wanted.push(...chatItems.flatMap((item) => KEYS_OF[item]({ locationId, chatId }, userId)));
    }
    this.#database.prefetch(isId(userId) ? wanted : []);
  }
}

const KEYS_OF: Readonly<Record<ChatItem, (chat: ChatRef, userId: string) => Key[]>> = {
  head: (chat) => [keys.header(chat), keys.roster(chat)],
  membership: (chat, userId) => [keys.membership(chat, userId)],
};
