import * as z from "zod";
import { CONNECTION_LIFETIME_MS, Connection, MAX_CONNECTIONS } from "../domain/connection.ts";
import type { ConnectionStore } from "../domain/ports.ts";
import { epochSeconds } from "./chat-items.ts";
import type { Database, Item } from "./database.ts";
import { keys, locationOf, userOf } from "./keys.ts";
import { table } from "./table.ts";

const EXISTS = `attribute_exists(${table.partitionKey})`;
/** Before the connection id, so that no id can be taken for another attribute. */
const PREFIX = "c:";

/** One item per user and location, one attribute per connection: adding or removing one disturbs no other. */
export class DynamodbConnectionStore implements ConnectionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(connection: Connection): Promise<Connection[]> {
    const { locationId, userId, connectionId, ...state } = connection;
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

  async remove(connection: Pick<Connection, "locationId" | "userId" | "connectionId">): Promise<void> {
    await this.#removeAll(keys.connections(connection.locationId, connection.userId), [connection]);
  }

  async ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]> {
    const wanted = userIds.map((userId) => keys.connections(locationId, userId));
    return (await this.#database.getMany(wanted, { consistent: false })).flatMap(connectionsFrom);
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

const State = z.object({ connectedAt: z.number(), expiresAt: z.number(), loginAs: z.boolean() });

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
