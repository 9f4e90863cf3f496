import type { Conversation, ConversationChange, StoredConversation } from "../domain/inbox/conversation.ts";
import type { ConversationList } from "../domain/inbox/conversation-lists.ts";
import type { ConversationStore } from "../domain/inbox/ports.ts";
import type { DatePosition, ListRange } from "../domain/paging.ts";
import { conversationFrom, positionFrom, versionFrom } from "./conversation-items.ts";
import { runReplace } from "./conversation-transaction.ts";
import type { Database } from "./database.ts";
import { keys, listOf } from "./keys.ts";

/** Customer conversations, and the lists in which the inbox finds them. */
export class DynamodbConversationStore implements ConversationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Reads the version first: where the conversation changes between the two reads, the version is the older
   * one, and a change built on it is refused.
   */
  async find(conversationId: string): Promise<StoredConversation | undefined> {
    const version = await this.#database.get(keys.conversationVersion(conversationId));
    if (version === undefined) return undefined;
    const known = versionFrom(version);
    const item = await this.#database.get(keys.conversation(known.locationId, conversationId));
    return { version: known, conversation: item && conversationFrom(item) };
  }

  replace(change: ConversationChange): Promise<boolean> {
    return runReplace(this.#database, change);
  }

  async positions(
    list: ConversationList,
    { after, limit }: ListRange<DatePosition>,
  ): Promise<DatePosition[]> {
    const items = await this.#database.query({
      ...listOf(list, after),
      consistent: true,
      forward: false,
      limit,
    });
    return items.map(positionFrom);
  }

  count(list: ConversationList, max: number): Promise<number> {
    return this.#database.count({
      ...listOf(list, undefined),
      consistent: true,
      forward: true,
      limit: max,
    });
  }

  async many(locationId: string, conversationIds: readonly string[]): Promise<Conversation[]> {
    const wanted = conversationIds.map((id) => keys.conversation(locationId, id));
    return (await this.#database.getMany(wanted, { consistent: true })).map(conversationFrom);
  }
}
