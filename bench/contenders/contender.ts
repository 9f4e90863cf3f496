import type { Memory, Usage } from "../servers/usage.ts";

/** Called for each delivery to a member other than the sender, with the id that the message was sent under. */
export type OnDelivery = (member: number, id: string, seq: number | undefined) => void;

/** One chat with a connection for each member: 0, 1, 2, … */
export interface Room {
  readonly size: number;
  /** Resolves with the acknowledgement to the sender. */
  send(sender: number, id: string, body: string): Promise<void>;
  /** Replaces the previous listener. */
  listen(onDelivery: OnDelivery): void;
  /** Terminates all connections without a closing handshake. */
  drop(): void;
  /** Connects the disconnected members, `atOnce` handshakes at a time. */
  connect(atOnce: number): Promise<void>;
}

export interface RunningContender {
  /** Opens a new chat of `size` new users and connects them all. */
  openRoom(size: number): Promise<Room>;
  usage(): Promise<Usage>;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** Its name in the tables. */
  readonly label: string;
  /** The guarantee that an acknowledgement gives. */
  readonly durability: string;
  start(): Promise<RunningContender>;
}
