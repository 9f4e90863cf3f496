import type { Memory, Usage } from "../servers/usage.ts";

/** Told of each delivery to a member other than the sender: by the id under which it was sent. */
export type OnDelivery = (member: number, id: string, seq: number | undefined) => void;

/** People in one chat, each with a connection: member 0, 1, 2, … */
export interface Room {
  readonly size: number;
  /** Resolves when the sender is acknowledged. */
  send(sender: number, id: string, body: string): Promise<void>;
  /** Replaces the listener of before. */
  listen(onDelivery: OnDelivery): void;
  /** Ends all connections without a word. */
  drop(): void;
  /** Connects those who are not, `atOnce` handshakes at a time; they may have missed something. */
  connect(atOnce: number): Promise<void>;
}

export interface Started {
  /** A new chat of so many new people, all connected. */
  openRoom(size: number): Promise<Room>;
  usage(): Promise<Usage>;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** What it is, in the tables. */
  readonly label: string;
  /** What a sender can rely on when the acknowledgement is there. */
  readonly durability: string;
  start(): Promise<Started>;
}

/** Does something with each item, at most `atOnce` at a time, in order of the items. */
export async function each<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      for (const item of items.slice(index, index + 1)) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
