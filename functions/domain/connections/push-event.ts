import { asError } from "../errors.ts";
import type { Metrics } from "../metrics.ts";
import type { Clock, Log } from "../ports.ts";
import { closeConnections } from "./close-connections.ts";
import { type Connection, isActive, isWithinGrace, mayReceiveChats } from "./connection.ts";
import type { ConnectionStore, Push, ServerFrame } from "./ports.ts";

export interface PushPorts {
  readonly connections: Pick<ConnectionStore, "ofUsers" | "remove" | "expiryOf">;
  readonly push: Push;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The active connections of users that may get chat events. Best effort: returns none if they cannot be read,
 * because clients find lost events in the log.
 */
export async function chatConnections(
  ports: PushPorts,
  locationId: string,
  userIds: readonly string[],
): Promise<Connection[]> {
  try {
    const live = await activeConnections(ports, await ports.connections.ofUsers(locationId, userIds));
    return live.filter(mayReceiveChats);
  } catch (error) {
    ports.log.warn("connections not read, nothing pushed", { locationId, cause: asError(error) });
    return [];
  }
}

/**
 * The connections that events may be posted to; closes the others. An expired connection is first read again,
 * consistently: `auth` may just have extended it.
 */
export async function activeConnections(
  ports: PushPorts,
  connections: readonly Connection[],
): Promise<Connection[]> {
  const now = ports.clock.now();
  const current = await Promise.all(
    connections.map(async (connection) => {
      if (isActive(connection, now)) return connection;
      const expiresAt = await ports.connections.expiryOf(connection);
      return expiresAt === undefined ? undefined : { ...connection, expiresAt };
    }),
  );
  const known = current.filter((connection) => connection !== undefined);
  await closeConnections(
    ports,
    known.filter((connection) => !isActive(connection, now)),
    "token_expired",
  );
  return known.filter((connection) => isActive(connection, now));
}

/** Posts an event, and removes the connections that are gone. Never throws. */
export async function pushEvent(
  ports: PushPorts,
  connections: readonly Connection[],
  event: ServerFrame,
): Promise<void> {
  const { gone, failed } = await ports.push.post(connections, event);
  ports.metrics.count("Deliveries", connections.length - gone.length - failed.length);
  ports.metrics.count("GoneConnections", gone.length);
  ports.metrics.count("PushesFailed", failed.length);
  const now = ports.clock.now();
  const dead = gone.filter((connection) => !isWithinGrace(connection, now));
  const removals = await Promise.allSettled(dead.map((connection) => ports.connections.remove(connection)));
  const kept = removals.filter((removal) => removal.status === "rejected").length;
  if (kept > 0) ports.log.warn("dead connections not removed", { failed: kept });
}
