import type { ChatRef } from "./chat.ts";
import { type Connection, isLive, isWithinGrace, mayReceiveChats } from "./connection.ts";
import { dismiss } from "./dismiss.ts";
import type { Entry } from "./entry.ts";
import { asError } from "./errors.ts";
import type { ServerEvent } from "./events.ts";
import type { Metrics } from "./metrics.ts";
import type { Clock, ConnectionStore, Log, Push } from "./ports.ts";
import type { Participant } from "./roster.ts";

export interface DeliveryPorts {
  readonly connections: Pick<ConnectionStore, "ofUsers" | "remove" | "expiryOf">;
  readonly push: Push;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who of an audience may see an entry: the fence again, for what is pushed rather than read. */
export function whoMaySee(audience: readonly Participant[], entry: Entry): string[] {
  return audience.filter(({ historyFromSeq }) => historyFromSeq <= entry.seq).map(({ userId }) => userId);
}

/**
 * The sockets of users that may get chat events now; those whose token has expired are closed. Push is
 * a hint: where they cannot be read, there are none.
 */
export async function liveConnections(
  ports: DeliveryPorts,
  locationId: string,
  userIds: readonly string[],
): Promise<Connection[]> {
  try {
    const live = await liveOnes(ports, await ports.connections.ofUsers(locationId, userIds));
    return live.filter(mayReceiveChats);
  } catch (error) {
    ports.log.warn("connections not read, nothing pushed", { locationId, cause: asError(error) });
    return [];
  }
}

/**
 * The connections that anything may be posted to now; the others are closed. These are looked at once
 * more, consistently: `auth` may just have renewed what a stale read shows as expired.
 */
export async function liveOnes(
  ports: DeliveryPorts,
  connections: readonly Connection[],
): Promise<Connection[]> {
  const now = ports.clock.now();
  const current = await Promise.all(
    connections.map(async (connection) => {
      if (isLive(connection, now)) return connection;
      const expiresAt = await ports.connections.expiryOf(connection);
      return expiresAt === undefined ? undefined : { ...connection, expiresAt };
    }),
  );
  const known = current.filter((connection) => connection !== undefined);
  await dismiss(
    ports,
    known.filter((connection) => !isLive(connection, now)),
    "token_expired",
  );
  return known.filter((connection) => isLive(connection, now));
}

/** Posts one event, and forgets the connections that turn out to be gone. Never throws. */
export async function pushEvent(
  ports: DeliveryPorts,
  connections: readonly Connection[],
  event: ServerEvent,
): Promise<void> {
  const gone = await ports.push.post(connections, event);
  ports.metrics.count("Deliveries", connections.length - gone.length);
  ports.metrics.count("GoneConnections", gone.length);
  const now = ports.clock.now();
  const dead = gone.filter((connection) => !isWithinGrace(connection, now));
  const removals = await Promise.allSettled(dead.map((connection) => ports.connections.remove(connection)));
  const failed = removals.filter((removal) => removal.status === "rejected").length;
  if (failed > 0) ports.log.warn("dead connections not removed", { failed });
}

/**
 * Pushes a committed entry to every connection of every participant who may see it, except the socket
 * that sent it. Never throws: who misses it finds it in the log.
 */
export async function deliverEntry(
  ports: DeliveryPorts,
  {
    chat,
    audience,
    entry,
    sender,
  }: { chat: ChatRef; audience: readonly Participant[]; entry: Entry; sender?: string | undefined },
): Promise<void> {
  const connections = await liveConnections(ports, chat.locationId, whoMaySee(audience, entry));
  const others = connections.filter(({ connectionId }) => connectionId !== sender);
  await pushEvent(ports, others, { type: "entry", entry });
}
