import type { DatePosition, ListRange } from "../paging.ts";
import type { Conversation, ConversationChange, StoredConversation } from "./conversation.ts";
import type { ConversationList } from "./conversation-lists.ts";

export interface ConversationStore {
  /** Consistent, wherever it is now; undefined where no update of it was ever applied. */
  find(conversationId: string): Promise<StoredConversation | undefined>;
  /** The conversation and its places in lists, all or nothing. False: it is no longer as it was before, or busy. */
  replace(change: ConversationChange): Promise<boolean>;
  /** A part of a list, newest first; consistent. */
  positions(list: ConversationList, range: ListRange<DatePosition>): Promise<DatePosition[]>;
  /** Entries of a list, counted up to a maximum; consistent. */
  count(list: ConversationList, max: number): Promise<number>;
  /** Conversations of a location, in no order, missing ones left out; consistent. */
  many(locationId: string, conversationIds: readonly string[]): Promise<Conversation[]>;
}
