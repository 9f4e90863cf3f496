import type { Connection } from "./connection.ts";

/** Identifies a connection. */
export type ConnectionRef = Pick<Connection, "locationId" | "userId" | "actorId" | "connectionId">;

export interface ConnectionStore {
  /** Adds one, and removes and returns those that are too many with it. */
  add(connection: Connection): Promise<Connection[]>;
  remove(connection: ConnectionRef): Promise<void>;
  /** Sets the expiry (epoch seconds) of a connection; false if the connection no longer exists. */
  extend(connection: ConnectionRef, expiresAt: number): Promise<boolean>;
  /** The current expiry of a connection (epoch seconds); undefined if it does not exist. Consistent. */
  expiryOf(connection: ConnectionRef): Promise<number | undefined>;
  /** Sets the company that a connection's access rests on; does nothing if the connection no longer exists. */
  setCompany(connection: ConnectionRef, companyId: string | null): Promise<void>;
  /** All connections of a user in all locations, Login-As ones too; consistent. */
  everywhere(userId: string): Promise<Connection[]>;
  /** All Login-As connections of an actor, as whatever user; consistent. */
  ofActor(actorId: string): Promise<Connection[]>;
  /** Own connections of many users in one location, at half a read unit per user; never Login-As ones. */
  ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]>;
  /** Turns events of customer conversations on or off; false if the connection no longer exists. */
  watch(connection: ConnectionRef & Pick<Connection, "connectedAt">, on: boolean): Promise<boolean>;
  /**
   * The watching connections of a location. The cost grows with their number only. Consistent: after the ack of
   * `watch` a connection is among them.
   */
  watching(locationId: string): Promise<Connection[]>;
}

/** A frame that the server sends. Each room types its own events; `server-events.ts` lists them all. */
export interface ServerFrame {
  readonly type: string;
}

/** The targets that did not get a frame. */
export interface Undelivered<Target> {
  /** Their connections are closed. */
  readonly gone: readonly Target[];
  /** The post failed, and it is not known whether the frame arrived. */
  readonly failed: readonly Target[];
}

/** Sends frames to sockets, and closes sockets. */
export interface Push {
  /** Posts the frame once to each target, and returns the targets that did not get it. Never throws. */
  post<Target extends Pick<Connection, "connectionId">>(
    targets: readonly Target[],
    frame: ServerFrame,
  ): Promise<Undelivered<Target>>;
  /** Closes a connection; does nothing if it is gone. */
  close(connectionId: string): Promise<void>;
}
