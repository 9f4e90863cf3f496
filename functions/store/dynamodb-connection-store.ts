import * as z from "zod";
import type { Connection } from "../domain/connections/connection.ts";
import type { ConnectionRef, ConnectionStore } from "../domain/connections/ports.ts";
import {
  connectionAttribute,
  connectionsFrom,
  expiryAfter,
  keyOf,
  tooMany,
  watcherPut,
} from "./connection-items.ts";
import type { Database } from "./database.ts";
import { identityOf, type Key, keys, watcherOf, watchersOf } from "./keys.ts";
import { table } from "./table.ts";

const EXISTS = `attribute_exists(${table.partitionKey})`;

const KINDS = ["OWN", "LOGIN_AS"] as const;

const Presence = z.object({ locations: z.set(z.string()) });
const Sessions = z.object({ sessions: z.set(z.string()) });

/** One item per user and location, one attribute per connection: adding or removing one disturbs no other. */
export class DynamodbConnectionStore implements ConnectionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The places are written before the first connection there: losing access finds them all. */
  async add(connection: Connection): Promise<Connection[]> {
    const { locationId, userId, connectionId, ...state } = connection;
    await this.#notePlaces(connection);
    const key = keyOf(connection);
    const item = await this.#database.update({
      key,
      update: "SET #connection = :state, #ttl = :ttl",
      names: { "#connection": connectionAttribute(connectionId), "#ttl": table.timeToLive },
      values: { ":state": state, ":ttl": expiryAfter(connection.connectedAt) },
    });
    const evicted = tooMany(connectionsFrom(item ?? {}), connection);
    await this.#removeAll(key, evicted);
    return evicted;
  }

  async remove(connection: ConnectionRef): Promise<void> {
    await this.#removeAll(keyOf(connection), [connection]);
    await this.#database.delete({ key: keys.watcher(connection) });
  }

  async ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]> {
    const wanted = userIds.map((userId) => keys.connections(locationId, userId, "OWN"));
    return (await this.#database.getMany(wanted, { consistent: false })).flatMap(connectionsFrom);
  }

  async extend(connection: ConnectionRef, expiresAt: number): Promise<boolean> {
    return this.#change(connection, { attribute: "expiresAt", value: expiresAt });
  }

  async setCompany(connection: ConnectionRef, companyId: string | null): Promise<void> {
    await this.#change(connection, { attribute: "companyId", value: companyId });
  }

  async expiryOf(connection: ConnectionRef): Promise<number | undefined> {
    const item = await this.#database.get(keyOf(connection));
    return connectionsFrom(item ?? {}).find((it) => it.connectionId === connection.connectionId)?.expiresAt;
  }

  async everywhere(userId: string): Promise<Connection[]> {
    const presence = Presence.safeParse(await this.#database.get(keys.presence(userId)));
    const locationIds = [...(presence.data?.locations ?? [])];
    const wanted = locationIds.flatMap((locationId) =>
      KINDS.map((kind) => keys.connections(locationId, userId, kind)),
    );
    return (await this.#database.getMany(wanted, { consistent: true })).flatMap(connectionsFrom);
  }

  async ofActor(actorId: string): Promise<Connection[]> {
    const sessions = Sessions.safeParse(await this.#database.get(keys.actor(actorId)));
    const wanted = [...(sessions.data?.sessions ?? [])].map((session) => {
      const [locationId = "", userId = ""] = session.split("#");
      return keys.connections(locationId, userId, "LOGIN_AS");
    });
    const connections = (await this.#database.getMany(wanted, { consistent: true })).flatMap(connectionsFrom);
    return connections.filter((connection) => connection.actorId === actorId);
  }

  /** Records where a user's connections may be, and under whom an actor's. */
  async #notePlaces({ userId, actorId, locationId, connectedAt }: Connection): Promise<void> {
    const note = (key: Key, name: string, place: string) =>
      this.#database.update({
        key,
        update: `ADD ${name} :place SET #ttl = :ttl`,
        names: { "#ttl": table.timeToLive },
        values: { ":place": new Set([place]), ":ttl": expiryAfter(connectedAt) },
      });
    await Promise.all([
      note(keys.presence(userId), "locations", locationId),
      actorId === null ? undefined : note(keys.actor(actorId), "sessions", `${locationId}#${userId}`),
    ]);
  }

  /** The connection's own item decides whether it watches; the index by location says where to look. */
  async watch(connection: ConnectionRef & Pick<Connection, "connectedAt">, on: boolean): Promise<boolean> {
    if (on) await this.#database.put(watcherPut(connection, connection.connectedAt));
    const known = await this.#change(connection, { attribute: "watching", value: on });
    if (!on || !known) await this.#database.delete({ key: keys.watcher(connection) });
    return known;
  }

  async watching(locationId: string): Promise<Connection[]> {
    const watchers = await this.#database.query({
      ...watchersOf(locationId),
      consistent: true,
      forward: true,
    });
    const wanted = new Map(
      watchers.map(watcherOf).map(({ kind, userId }) => {
        const key = keys.connections(locationId, userId, kind);
        return [identityOf(key), key];
      }),
    );
    const items = await this.#database.getMany([...wanted.values()], { consistent: true });
    return items.flatMap(connectionsFrom).filter(({ watching }) => watching);
  }

  /** Changes one attribute of a connection; false where the connection is not there. */
  async #change(
    connection: ConnectionRef,
    {
      attribute,
      value,
    }: { readonly attribute: "expiresAt" | "watching" | "companyId"; readonly value: unknown },
  ): Promise<boolean> {
    const known = await this.#database.update({
      key: keyOf(connection),
      update: `SET #connection.${attribute} = :value`,
      condition: "attribute_exists(#connection)",
      names: { "#connection": connectionAttribute(connection.connectionId) },
      values: { ":value": value },
    });
    return known !== undefined;
  }

  async #removeAll(key: Key, connections: readonly Pick<Connection, "connectionId">[]): Promise<void> {
    if (connections.length === 0) return;
    const names = connections.map(
      ({ connectionId }, index) => [`#c${index}`, connectionAttribute(connectionId)] as const,
    );
    await this.#database.update({
      key,
      update: `REMOVE ${names.map(([name]) => name).join(", ")}`,
      condition: EXISTS,
      names: Object.fromEntries(names),
    });
  }
}
