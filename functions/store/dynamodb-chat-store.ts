import { unmarshall } from "@aws-sdk/util-dynamodb";
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
} from "../domain/log/append.ts";
import type { ChatHeader, ChatRef } from "../domain/log/chat-header.ts";
import type { LogEntry } from "../domain/log/entry.ts";
import type { ChatHead, ChatStore, LogRange, LogReader } from "../domain/log/ports.ts";
import type { Roster } from "../domain/log/roster.ts";
import type { Clock } from "../domain/ports.ts";
import { runAppend, runCreation, runSend } from "./append-transaction.ts";
import {
  createdBefore,
  entryFrom,
  hasParticipant,
  headerFrom,
  isExpired,
  receiptFrom,
  rosterFrom,
} from "./chat-items.ts";
import type { Database } from "./database.ts";
import type { RawItem } from "./item.ts";
import { HEADER, keys, logOf, MAX_SEQ, ROSTER } from "./keys.ts";
import { table } from "./table.ts";

/** Bounds of the search for authors. */
const AUTHOR_ENTRIES = 100;
const AUTHOR_UNITS = 12;

/** Headers, rosters and logs of chats. */
export class DynamodbChatStore implements ChatStore {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;

  constructor(database: Database, clock: Pick<Clock, "now">) {
    this.#database = database;
    this.#clock = clock;
  }

  async head(chat: ChatRef, userId: string): Promise<ChatHead | undefined> {
    const [head] = await this.headsOf(userId, [chat]);
    return head;
  }

  async headsOf(userId: string, chats: readonly ChatRef[]): Promise<ChatHead[]> {
    return headsFrom(await this.#rawHeads(chats), (roster) => hasParticipant(roster, userId));
  }

  async heads(chats: readonly ChatRef[]): Promise<ChatHead[]> {
    return headsFrom(await this.#rawHeads(chats), () => true);
  }

  #rawHeads(chats: readonly ChatRef[]): Promise<RawItem[]> {
    const wanted = chats.flatMap((chat) => [keys.header(chat), keys.roster(chat)]);
    return this.#database.getRaw(wanted, { consistent: true });
  }

  async header(chat: ChatRef): Promise<ChatHeader | undefined> {
    const item = await this.#database.get(keys.header(chat));
    return item && headerFrom(item);
  }

  async headers(chats: readonly ChatRef[]): Promise<ChatHeader[]> {
    return (await this.#database.getMany(chats.map(keys.header), { consistent: true })).map(headerFrom);
  }

  async rosters(chats: readonly ChatRef[]): Promise<Roster[]> {
    return (await this.#database.getMany(chats.map(keys.roster), { consistent: true })).map(rosterFrom);
  }

  append(append: Append): Promise<AppendOutcome> {
    return runAppend(this.#database, append, this.#clock.now());
  }

  appendMessage(append: SendAppend): Promise<SendOutcome> {
    return runSend(this.#database, append, this.#clock.now());
  }

  create(append: CreationAppend): Promise<CreationOutcome> {
    return runCreation(this.#database, append, this.#clock.now());
  }

  async sentBefore(
    chat: ChatRef,
    key: Pick<SendReceipt, "userId" | "clientMessageId">,
  ): Promise<SendReceipt | undefined> {
    const item = await this.#database.get(keys.receipt(chat, key));
    return item === undefined || isExpired(item, this.#clock.now()) ? undefined : receiptFrom(item);
  }

  async createdUnder(locationId: string, creationKey: CreationKey): Promise<CreatedBefore | undefined> {
    const item = await this.#database.get(keys.creation(locationId, creationKey));
    const expired = item === undefined || isExpired(item, this.#clock.now());
    return expired ? undefined : createdBefore(item, creationKey);
  }

  /** The one place where entries are read: the key condition begins at the reader's history cutoff. */
  async entries({ chat, participant }: LogReader, range: LogRange): Promise<LogEntry[]> {
    const from = Math.max(participant.historyFromSeq, (range.afterSeq ?? 0) + 1);
    const to = Math.min((range.beforeSeq ?? Number.POSITIVE_INFINITY) - 1, MAX_SEQ);
    if (to < from) return [];
    const items = await this.#database.query({
      ...logOf(chat, from, to),
      consistent: true,
      forward: !range.newest,
      limit: range.limit,
    });
    const entries = items.map(entryFrom);
    return range.newest ? entries.reverse() : entries;
  }

  async authorsAmong(
    { chat, participant }: LogReader,
    userIds: readonly string[],
    { afterSeq = 0, beforeSeq = MAX_SEQ + 1 }: Pick<LogRange, "afterSeq" | "beforeSeq">,
  ): Promise<string[]> {
    const from = Math.max(participant.historyFromSeq, afterSeq + 1);
    if (beforeSeq <= from) return [];
    const query = { ...logOf(chat, from, beforeSeq - 1), consistent: false, forward: false };
    const found = new Set<string>();
    for await (const items of this.#database.pagesWithin({ ...query, limit: AUTHOR_ENTRIES }, AUTHOR_UNITS)) {
      const messages = items.map((item) => entryFrom(item).entry).filter(({ kind }) => kind === "message");
      for (const { userId } of messages) if (userIds.includes(userId)) found.add(userId);
      if (found.size === userIds.length) break;
    }
    return [...found];
  }
}

/** Headers with their rosters, where the roster is accepted; nothing of another chat is parsed. */
function headsFrom(items: readonly RawItem[], accepts: (roster: RawItem) => boolean): ChatHead[] {
  const headers = new Map(items.filter(isHeader).map((item) => [item[table.partitionKey]?.S, item]));
  return items
    .filter((item) => item[table.sortKey]?.S === ROSTER)
    .filter(accepts)
    .flatMap((roster) => {
      const header = headers.get(roster[table.partitionKey]?.S);
      return header
        ? [{ header: headerFrom(unmarshall(header)), roster: rosterFrom(unmarshall(roster)) }]
        : [];
    });
}

const isHeader = (item: RawItem) => item[table.sortKey]?.S === HEADER;
