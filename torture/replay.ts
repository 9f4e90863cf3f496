import type { SeenEntry } from "./history.ts";
import type { StoredChat, StoredEntry } from "./truth.ts";

/** A participant as the log alone tells. */
export interface Part {
  readonly userId: string;
  readonly joinedSeq: number;
  /** The first entry that they may see. */
  readonly fromSeq: number;
}

/** A chat by its log: what every other view of it is checked against. */
export class Replay {
  readonly chatId: string;
  readonly parts = new Map<string, Part>();
  readonly #entries: ReadonlyMap<number, StoredEntry>;
  readonly lastSeq: number;

  constructor({ chatId, entries }: StoredChat) {
    this.chatId = chatId;
    this.#entries = new Map(entries.map((entry) => [entry.seq, entry]));
    this.lastSeq = entries.at(-1)?.seq ?? 0;
    for (const entry of entries) this.#seat(entry);
  }

  entry(seq: number): StoredEntry | undefined {
    return this.#entries.get(seq);
  }

  get entries(): readonly StoredEntry[] {
    return [...this.#entries.values()];
  }

  mayBeSeen(userId: string, seq: number): boolean {
    const part = this.parts.get(userId);
    return part !== undefined && seq >= part.fromSeq;
  }

  messagesUpTo(seq: number): number {
    return this.entries.filter((entry) => entry.kind === "message" && entry.seq <= seq).length;
  }

  #seat(entry: SeenEntry): void {
    const { seq, userId, participantIds = [], userIds = [] } = entry;
    const founders = entry.kind === "chat_created" ? [userId, ...participantIds] : [];
    const fromSeq = entry.historyAccess === "full" ? (this.parts.get(userId)?.fromSeq ?? seq) : seq;
    for (const newcomer of new Set([...founders, ...userIds])) {
      if (!this.parts.has(newcomer)) this.parts.set(newcomer, { userId: newcomer, joinedSeq: seq, fromSeq });
    }
  }
}

/** The chats by their logs. */
export type Replays = ReadonlyMap<string, Replay>;

export function replayAll(chats: readonly StoredChat[]): Replays {
  return new Map(chats.map((chat) => [chat.chatId, new Replay(chat)]));
}
