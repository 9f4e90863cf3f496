import type { Connection } from "./connection.ts";

/** Which connection. */
export type ConnectionRef = Pick<Connection, "locationId" | "userId" | "connectionId">;

export interface ConnectionStore {
  /** Adds one, and returns those it pushed out (more than `MAX_CONNECTIONS`). */
  add(connection: Connection): Promise<Connection[]>;
  remove(connection: ConnectionRef): Promise<void>;
  /** A fresh expiry (epoch seconds) for a connection; false where it is not there any more. */
  extend(connection: ConnectionRef, expiresAt: number): Promise<boolean>;
  /** The expiry that a connection has by now; undefined where it is not there. Consistent. */
  expiryOf(connection: ConnectionRef): Promise<number | undefined>;
  /** All connections of a user, in whatever location; consistent. */
  everywhere(userId: string): Promise<Connection[]>;
  /** Connections of many users in one location, at half a read unit per user. */
  ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]>;
  /** Turns events of customer conversations on or off; false where the connection is not there any more. */
  watch(connection: ConnectionRef & Pick<Connection, "connectedAt">, on: boolean): Promise<boolean>;
  /** The watching connections of a location: the cost grows with them only. Consistent: an ack means on. */
  watching(locationId: string): Promise<Connection[]>;
}

/** A frame from the server. Each room types the events that it pushes; `server-events.ts` lists them all. */
export interface ServerFrame {
  readonly type: string;
}

/** One frame to many sockets. */
export interface Push {
  /** Posts once to each, never throws; returns the connections that are gone. */
  post<Target extends Pick<Connection, "connectionId">>(
    targets: readonly Target[],
    frame: ServerFrame,
  ): Promise<Target[]>;
  /** Closes a connection; one that is gone already is fine. */
  close(connectionId: string): Promise<void>;
}
