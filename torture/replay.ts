import type { SeenEntry } from "./history.ts";
import type { StoredChat, StoredEntry } from "./stored-chats.ts";

/** A participant according to the log alone. */
export interface Participant {
  readonly userId: string;
  readonly joinedSeq: number;
  /** The first entry that they may see: their history cutoff. */
  readonly fromSeq: number;
}

/** A chat's state, replayed from its log. All other views of the chat are checked against it. */
export class Replay {
  readonly chatId: string;
  readonly participants = new Map<string, Participant>();
  readonly #entries: ReadonlyMap<number, StoredEntry>;
  readonly lastSeq: number;

  constructor({ chatId, entries }: StoredChat) {
    this.chatId = chatId;
    this.#entries = new Map(entries.map((entry) => [entry.seq, entry]));
    this.lastSeq = entries.at(-1)?.seq ?? 0;
    for (const entry of entries) this.#addParticipants(entry);
  }

  entry(seq: number): StoredEntry | undefined {
    return this.#entries.get(seq);
  }

  get entries(): readonly StoredEntry[] {
    return [...this.#entries.values()];
  }

  maySee(userId: string, seq: number): boolean {
    const participant = this.participants.get(userId);
    return participant !== undefined && seq >= participant.fromSeq;
  }

  messagesUpTo(seq: number): number {
    return this.entries.filter((entry) => entry.kind === "message" && entry.seq <= seq).length;
  }

  #addParticipants({ seq, kind, userId, historyAccess, participantIds = [], userIds = [] }: SeenEntry): void {
    const initial = kind === "chat_created" ? [userId, ...participantIds] : [];
    const fromSeq = historyAccess === "full" ? (this.participants.get(userId)?.fromSeq ?? seq) : seq;
    for (const added of new Set([...initial, ...userIds])) {
      if (!this.participants.has(added)) {
        this.participants.set(added, { userId: added, joinedSeq: seq, fromSeq });
      }
    }
  }
}

/** Replays by chat id. */
export type Replays = ReadonlyMap<string, Replay>;

export function replayAll(chats: readonly StoredChat[]): Replays {
  return new Map(chats.map((chat) => [chat.chatId, new Replay(chat)]));
}
