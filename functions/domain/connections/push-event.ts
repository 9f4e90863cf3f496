import type { Location } from "../directory/location.ts";
import { asError } from "../errors.ts";
import type { Metrics } from "../metrics.ts";
import type { Clock, Log } from "../ports.ts";
import { closeConnections } from "./close-connections.ts";
import { type Connection, isActive, isOfCompany, isWithinGrace } from "./connection.ts";
import type { ConnectionStore, Push, ServerFrame } from "./ports.ts";

export interface PushPorts {
  readonly connections: Pick<ConnectionStore, "ofUsers" | "remove" | "expiryOf">;
  readonly push: Push;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
}

/** The location of a push, as the directory has it now. */
export type PushLocation = Pick<Location, "locationId" | "companyId">;

/**
 * The own connections of users that chat events may be posted to now; those that may get no more are closed.
 * Best effort: returns none if they cannot be read.
 */
export async function chatConnections(
  ports: PushPorts,
  location: PushLocation,
  userIds: readonly string[],
): Promise<Connection[]> {
  const { locationId } = location;
  try {
    return await activeConnections(ports, location, await ports.connections.ofUsers(locationId, userIds));
  } catch (error) {
    ports.log.warn("connections not read, nothing pushed", { locationId, cause: asError(error) });
    return [];
  }
}

/**
 * The connections that events may be posted to now. Closed are those whose token has expired, and those whose
 * access rests on a company that the location has left.
 */
export async function activeConnections(
  ports: PushPorts,
  location: PushLocation,
  connections: readonly Connection[],
): Promise<Connection[]> {
  const allowed = connections.filter((connection) => isOfCompany(connection, location));
  const lost = connections.filter((connection) => !isOfCompany(connection, location));
  await closeConnections(ports, lost, "access_lost");
  const now = ports.clock.now();
  const known = await Promise.all(allowed.map((connection) => withCurrentExpiry(ports, connection, now)));
  const current = known.filter((connection) => connection !== undefined);
  await closeConnections(
    ports,
    current.filter((connection) => !isActive(connection, now)),
    "token_expired",
  );
  return current.filter((connection) => isActive(connection, now));
}

/** Reads an expired connection again, consistently: `auth` may just have extended what a stale read shows. */
async function withCurrentExpiry(
  { connections }: Pick<PushPorts, "connections">,
  connection: Connection,
  now: number,
): Promise<Connection | undefined> {
  if (isActive(connection, now)) return connection;
  const expiresAt = await connections.expiryOf(connection);
  return expiresAt === undefined ? undefined : { ...connection, expiresAt };
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
