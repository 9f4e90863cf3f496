import type { Expected, Prefetch } from "../domain/directory/ports.ts";
import { isId } from "../domain/identifier.ts";
import type { Database } from "./database.ts";
import { type Key, keys } from "./keys.ts";

/** Reads what a request will ask for in one round trip, consistently. */
export class DynamodbPrefetch implements Prefetch {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  expect({ userId, locationId, chatId, ownState }: Expected): void {
    const wanted: Key[] = [keys.profile(userId)];
    if (isId(locationId)) wanted.push(keys.location(locationId));
    if (isId(locationId) && isId(chatId)) {
      const chat = { locationId, chatId };
      wanted.push(keys.header(chat), keys.roster(chat));
      if (ownState) wanted.push(keys.membership(chat, userId));
    }
    this.#database.prefetch(isId(userId) ? wanted : []);
  }
}
