import * as z from "zod";
import { CONNECTION_LIFETIME_MS, Connection, MAX_CONNECTIONS } from "../domain/connections/connection.ts";
import type { ConnectionRef, ConnectionStore } from "../domain/connections/ports.ts";
import { epochSeconds } from "./chat-items.ts";
import type { Database } from "./database.ts";
import type { Item } from "./expressions.ts";
import { keys, locationOf, userOf, watcherOf, watchersOf } from "./keys.ts";
import { table } from "./table.ts";

const EXISTS = `attribute_exists(${table.partitionKey})`;
/** Prefixes connection ids, so that none collides with another attribute. */
const PREFIX = "c:";

/** One item per user and location, one attribute per connection: adding or removing one disturbs no other. */
export class DynamodbConnectionStore implements ConnectionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(connection: Connection): Promise<Connection[]> {
    const { locationId, userId, connectionId, ...state } = connection;
    await this.#notePresence(connection);
    const item = await this.#database.update({
      key: keys.connections(locationId, userId),
      update: "SET #connection = :state, #ttl = :ttl",
      names: { "#connection": PREFIX + connectionId, "#ttl": table.timeToLive },
      values: { ":state": state, ":ttl": epochSeconds(connection.connectedAt + CONNECTION_LIFETIME_MS) },
    });
    const evicted = connectionsFrom(item ?? {})
      .sort((one, other) => other.connectedAt - one.connectedAt)
      .slice(MAX_CONNECTIONS);
    await this.#removeAll(keys.connections(locationId, userId), evicted);
    return evicted;
  }

  async remove(connection: ConnectionRef): Promise<void> {
    await this.#removeAll(keys.connections(connection.locationId, connection.userId), [connection]);
    await this.#database.delete({ key: keys.watcher(connection) });
  }

  async ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]> {
    const wanted = userIds.map((userId) => keys.connections(locationId, userId));
    return (await this.#database.getMany(wanted, { consistent: false })).flatMap(connectionsFrom);
  }

  async extend({ locationId, userId, connectionId }: ConnectionRef, expiresAt: number): Promise<boolean> {
    const known = await this.#database.update({
      key: keys.connections(locationId, userId),
      update: "SET #connection.expiresAt = :expiresAt",
      condition: "attribute_exists(#connection)",
      names: { "#connection": PREFIX + connectionId },
      values: { ":expiresAt": expiresAt },
    });
    return known !== undefined;
  }

  async expiryOf({ locationId, userId, connectionId }: ConnectionRef): Promise<number | undefined> {
    const item = await this.#database.get(keys.connections(locationId, userId));
    return connectionsFrom(item ?? {}).find((it) => it.connectionId === connectionId)?.expiresAt;
  }

  async everywhere(userId: string): Promise<Connection[]> {
    const presence = Presence.safeParse(await this.#database.get(keys.presence(userId)));
    const locationIds = [...(presence.data?.locations ?? [])];
    const wanted = locationIds.map((locationId) => keys.connections(locationId, userId));
    return (await this.#database.getMany(wanted, { consistent: true })).flatMap(connectionsFrom);
  }

  /** Records the locations of a user's connections, before the first of them: losing access closes them all. */
  async #notePresence({ userId, locationId, connectedAt }: Connection): Promise<void> {
    await this.#database.update({
      key: keys.presence(userId),
      update: "ADD locations :location SET #ttl = :ttl",
      names: { "#ttl": table.timeToLive },
      values: {
        ":location": new Set([locationId]),
        ":ttl": epochSeconds(connectedAt + CONNECTION_LIFETIME_MS),
      },
    });
  }

  /** The connection's own item decides whether it watches; the index by location says where to look. */
  async watch(connection: ConnectionRef & Pick<Connection, "connectedAt">, on: boolean): Promise<boolean> {
    const { locationId, userId, connectionId, connectedAt } = connection;
    if (on) await this.#database.put(watcherPut(connection, connectedAt));
    const known = await this.#database.update({
      key: keys.connections(locationId, userId),
      update: "SET #connection.watching = :on",
      condition: "attribute_exists(#connection)",
      names: { "#connection": PREFIX + connectionId },
      values: { ":on": on },
    });
    if (!on || known === undefined) await this.#database.delete({ key: keys.watcher(connection) });
    return known !== undefined;
  }

  async watching(locationId: string): Promise<Connection[]> {
    const watchers = await this.#database.query({
      ...watchersOf(locationId),
      consistent: true,
      forward: true,
    });
    const userIds = new Set(watchers.map((item) => watcherOf(item)));
    const wanted = [...userIds].map((userId) => keys.connections(locationId, userId));
    const connections = (await this.#database.getMany(wanted, { consistent: true })).flatMap(connectionsFrom);
    return connections.filter(({ watching }) => watching);
  }

  async #removeAll(
    key: ReturnType<typeof keys.connections>,
    connections: readonly Pick<Connection, "connectionId">[],
  ): Promise<void> {
    if (connections.length === 0) return;
    const names = connections.map(
      ({ connectionId }, index) => [`#c${index}`, PREFIX + connectionId] as const,
    );
    await this.#database.update({
      key,
      update: `REMOVE ${names.map(([name]) => name).join(", ")}`,
      condition: EXISTS,
      names: Object.fromEntries(names),
    });
  }
}

/** Unconditional, as it is idempotent. */
function watcherPut(connection: ConnectionRef, connectedAt: number) {
  const ttl = epochSeconds(connectedAt + CONNECTION_LIFETIME_MS);
  return { item: { ...keys.watcher(connection), [table.timeToLive]: ttl } };
}

const Presence = z.object({ locations: z.set(z.string()) });

const State = z.object({
  connectedAt: z.number(),
  expiresAt: z.number(),
  loginAs: z.boolean(),
  watching: z.boolean().default(false),
});

function connectionsFrom(item: Item): Connection[] {
  return Object.entries(item)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, state]) =>
      Connection.parse({
        ...State.parse(state),
        connectionId: name.slice(PREFIX.length),
        userId: userOf(item),
        locationId: locationOf(item),
      }),
    );
}
