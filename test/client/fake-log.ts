import type { Chat } from "../../functions/domain/chats/chat-view.ts";
import type { Entry, Message } from "../../functions/domain/log/entry.ts";
import type { SendMessageRequest } from "../../functions/domain/messages/message.ts";

const date = (seq: number) => new Date(1_700_000_000_000 + seq).toISOString();

/** The log of a chat of ana and ben, in memory. */
export class FakeLog {
  readonly entries: Entry[] = [];
  readonly chatId: string;
  firstVisibleSeq = 1;
  /** Reads do not show later entries yet, although `lastSeq` counts them. */
  readableUntil = Number.POSITIVE_INFINITY;

  constructor(chatId: string) {
    this.chatId = chatId;
    const base = { chatId, locationId: "loc", userId: "ben", seq: 1, dateAdded: date(1) };
    this.entries.push({ ...base, kind: "chat_created", participantIds: ["ben", "ana"], subject: null });
  }

  get lastSeq(): number {
    return this.entries.length;
  }

  /** Appends a message once per sender and `clientMessageId`. */
  append(userId: string, request: SendMessageRequest): { readonly entry: Message; readonly isNew: boolean } {
    const found = this.entries.find(
      (it) => it.kind === "message" && it.userId === userId && it.clientMessageId === request.clientMessageId,
    );
    if (found?.kind === "message") return { entry: found, isNew: false };
    const seq = this.lastSeq + 1;
    const entry: Message = {
      chatId: this.chatId,
      locationId: "loc",
      userId,
      seq,
      dateAdded: date(seq),
      kind: "message",
      id: `message${seq}`,
      messageType: "TYPE_INTERNAL_CHAT",
      body: request.body ?? "",
      attachments: [],
      clientMessageId: request.clientMessageId,
      replyToSeq: null,
      records: [],
    };
    this.entries.push(entry);
    return { entry, isNew: true };
  }

  /** Returns at most `limit` entries after `seq`. */
  after(seq: number, limit: number) {
    const { lastSeq, firstVisibleSeq } = this;
    const start = Math.max(seq, firstVisibleSeq - 1);
    const entries = this.entries.slice(start, Math.min(start + limit, this.readableUntil));
    return { entries, more: start + entries.length < lastSeq, lastSeq, firstVisibleSeq };
  }

  view(): Chat {
    const { chatId: id, lastSeq, firstVisibleSeq } = this;
    const last = { lastMessageBody: null, lastMessageType: null, lastMessageDate: null };
    return {
      ...{ id, locationId: "loc", type: 6, subject: null, participantIds: ["ben", "ana"], createdBy: "ben" },
      ...{ lastSeq, firstVisibleSeq, unreadCount: 0, readSeq: 1, starred: false, muted: false },
      ...{ ...last, lastMessageUserId: null, records: [], dateAdded: date(1), dateUpdated: date(lastSeq) },
    };
  }
}
