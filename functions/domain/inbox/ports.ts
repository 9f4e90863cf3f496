import type { DatePosition, ListRange } from "../paging.ts";
import type { Conversation, ConversationChange, StoredConversation } from "./conversation.ts";
import type { ConversationList } from "./conversation-lists.ts";

export interface ConversationStore {
  /** A conversation, in any location; undefined if no update of it was ever applied. Consistent. */
  find(conversationId: string): Promise<StoredConversation | undefined>;
  /**
   * Writes the conversation and its list entries, all or nothing. False if the stored conversation is no longer
   * `before`, or is busy.
   */
  replace(change: ConversationChange): Promise<boolean>;
  /** A part of a list, newest first; consistent. */
  positions(list: ConversationList, range: ListRange<DatePosition>): Promise<DatePosition[]>;
  /** Counts the entries of a list, up to a maximum; consistent. */
  count(list: ConversationList, max: number): Promise<number>;
  /** Conversations of a location, in no order, without missing ones; consistent. */
  many(locationId: string, conversationIds: readonly string[]): Promise<Conversation[]>;
}
