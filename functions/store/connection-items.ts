import {
  CONNECTION_LIFETIME_MS,
  Connection,
  evictedFrom,
  MAX_CONNECTIONS,
  MAX_LOGIN_AS,
  MAX_LOGIN_AS_PER_ACTOR,
} from "../domain/connections/connection.ts";
import type { ConnectionRef } from "../domain/connections/ports.ts";
import { epochSeconds } from "./chat-items.ts";
import type { ItemPut } from "./expressions.ts";
import type { Item } from "./item.ts";
import { type Key, keys, kindOf, locationOf, userOf } from "./keys.ts";
import { table } from "./table.ts";

/** The items of connections: one per user, location and kind, with one attribute per connection. */

/** Prefixes connection ids, so that none collides with another attribute. */
const PREFIX = "c:";

export const connectionAttribute = (connectionId: string) => PREFIX + connectionId;

export function keyOf({ locationId, userId, actorId }: ConnectionRef): Key {
  return keys.connections(locationId, userId, kindOf(actorId));
}

export function expiryAfter(connectedAt: number): number {
  return epochSeconds(connectedAt + CONNECTION_LIFETIME_MS);
}

/** The connections that are too many with a new one, by the counts that it adds to. */
export function tooMany(all: readonly Connection[], { actorId }: Connection): Connection[] {
  if (actorId === null) return evictedFrom(all, MAX_CONNECTIONS);
  const ofActor = evictedFrom(
    all.filter((connection) => connection.actorId === actorId),
    MAX_LOGIN_AS_PER_ACTOR,
  );
  return [
    ...ofActor,
    ...evictedFrom(
      all.filter((connection) => !ofActor.includes(connection)),
      MAX_LOGIN_AS,
    ),
  ];
}

/** Unconditional, as it is idempotent. */
export function watcherPut(connection: ConnectionRef, connectedAt: number): ItemPut {
  return { item: { ...keys.watcher(connection), [table.timeToLive]: expiryAfter(connectedAt) } };
}

const State = Connection.omit({ connectionId: true, userId: true, locationId: true });

export function connectionsFrom(item: Item): Connection[] {
  return Object.entries(item)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, state]) => ({
      ...State.parse(state),
      connectionId: name.slice(PREFIX.length),
      userId: userOf(item),
      locationId: locationOf(item),
    }));
}
