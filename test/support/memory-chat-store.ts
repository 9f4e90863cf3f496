import type {
  Append,
  AppendOutcome,
  CreatedBefore,
  CreationAppend,
  CreationKey,
  CreationOutcome,
  SendAppend,
  SendOutcome,
  SendReceipt,
} from "../../functions/domain/log/append.ts";
import type { ChatHeader, ChatRef } from "../../functions/domain/log/chat-header.ts";
import type { LogEntry } from "../../functions/domain/log/entry.ts";
import type { ChatHead, ChatStore, LogRange, LogReader } from "../../functions/domain/log/ports.ts";
import { participantIds, type Roster } from "../../functions/domain/log/roster.ts";
import { MemoryAttachmentStore } from "./memory-attachments.ts";

interface StoredChat {
  header: ChatHeader;
  roster: Roster;
  readonly log: LogEntry[];
  readonly receipts: Map<string, SendReceipt>;
}

/** The rules of the append transaction in memory. */
export class MemoryChatStore implements ChatStore {
  readonly stored = new Map<string, StoredChat>();
  readonly created = new Map<string, { chatId: string; request: string }>();
  readonly attachments = new MemoryAttachmentStore();

  async head(chat: ChatRef, userId: string): Promise<ChatHead | undefined> {
    const [head] = await this.headsOf(userId, [chat]);
    return head;
  }

  async headsOf(userId: string, chats: readonly ChatRef[]): Promise<ChatHead[]> {
    return (await this.heads(chats)).filter(({ roster }) => participantIds(roster).includes(userId));
  }

  async header({ chatId }: ChatRef): Promise<ChatHeader | undefined> {
    return this.stored.get(chatId)?.header;
  }

  async heads(chats: readonly ChatRef[]): Promise<ChatHead[]> {
    return chats.flatMap(({ chatId }) => this.stored.get(chatId) ?? []);
  }

  async headers(chats: readonly ChatRef[]): Promise<ChatHeader[]> {
    return chats.flatMap(({ chatId }) => this.stored.get(chatId)?.header ?? []);
  }

  async rosters(chats: readonly ChatRef[]): Promise<Roster[]> {
    return chats.flatMap(({ chatId }) => this.stored.get(chatId)?.roster ?? []);
  }

  async sentBefore(
    { chatId }: ChatRef,
    { userId, clientMessageId }: Pick<SendReceipt, "userId" | "clientMessageId">,
  ): Promise<SendReceipt | undefined> {
    return this.stored.get(chatId)?.receipts.get(keyOf({ userId, clientMessageId }));
  }

  async createdUnder(locationId: string, creationKey: CreationKey): Promise<CreatedBefore | undefined> {
    return this.#createdBefore(locationId, creationKey);
  }

  #createdBefore(locationId: string, { creatorId, key, request }: CreationKey): CreatedBefore | undefined {
    const created = this.created.get([locationId, creatorId, key].join());
    return created && { chatId: created.chatId, sameRequest: created.request === request };
  }

  async append(append: Append): Promise<AppendOutcome> {
    return this.#append(append);
  }

  /** Synchronous, so that it is atomic as the transaction is. */
  #append({ chat, afterSeq, header, entries, roster }: Append): AppendOutcome {
    const stored = this.stored.get(chat.chatId);
    if (stored !== undefined && stored.header.lastSeq !== afterSeq)
      return { kind: "stale", header: stored.header };
    const target: StoredChat = stored ?? { header, roster: required(roster), log: [], receipts: new Map() };
    target.header = header;
    target.roster = roster ?? target.roster;
    target.log.push(...entries);
    this.stored.set(chat.chatId, target);
    return { kind: "appended" };
  }

  async appendMessage(append: SendAppend): Promise<SendOutcome> {
    const { chat, afterSeq, entries, receipt } = append;
    const stored = this.stored.get(chat.chatId);
    const earlier = stored?.receipts.get(keyOf(receipt));
    if (earlier !== undefined) return { kind: "duplicate", receipt: earlier };
    if (stored?.header.lastSeq === afterSeq && !this.attachments.use(entries))
      return { kind: "attachment_taken" };
    const outcome = this.#append(append);
    if (outcome.kind === "appended") this.#keepReceipt(append);
    return outcome;
  }

  async create(append: CreationAppend): Promise<CreationOutcome> {
    const { chat, creationKey } = append;
    const before = creationKey && this.#createdBefore(chat.locationId, creationKey);
    if (before !== undefined) return { kind: "created_before", ...before };
    const outcome = this.#append(append);
    if (outcome.kind !== "appended") return outcome;
    this.#keepReceipt(append);
    if (creationKey !== undefined) {
      const { creatorId, key, request } = creationKey;
      this.created.set([chat.locationId, creatorId, key].join(), { chatId: chat.chatId, request });
    }
    return outcome;
  }

  #keepReceipt({ chat, receipt }: Pick<CreationAppend, "chat" | "receipt">): void {
    if (receipt !== undefined) this.stored.get(chat.chatId)?.receipts.set(keyOf(receipt), receipt);
  }

  async entries({ chat, participant }: LogReader, range: LogRange): Promise<LogEntry[]> {
    const visible = (this.stored.get(chat.chatId)?.log ?? [])
      .filter(({ entry }) => entry.seq >= participant.historyFromSeq)
      .filter(({ entry }) => range.afterSeq === undefined || entry.seq > range.afterSeq)
      .filter(({ entry }) => range.beforeSeq === undefined || entry.seq < range.beforeSeq);
    return range.newest ? visible.slice(-range.limit) : visible.slice(0, range.limit);
  }

  async authorsAmong(
    reader: LogReader,
    userIds: readonly string[],
    range: Pick<LogRange, "afterSeq" | "beforeSeq">,
  ): Promise<string[]> {
    const found = await this.entries(reader, { ...range, limit: 100, newest: true });
    const messages = found.filter(({ entry }) => entry.kind === "message");
    const authors = new Set(messages.map(({ entry }) => entry.userId));
    return userIds.filter((userId) => authors.has(userId));
  }

  /** The whole log of a chat. */
  log(chatId: string): LogEntry[] {
    return this.stored.get(chatId)?.log ?? [];
  }
}

function keyOf({ userId, clientMessageId }: Pick<SendReceipt, "userId" | "clientMessageId">): string {
  return `${userId}#${clientMessageId}`;
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a new chat needs a roster");
  return value;
}
