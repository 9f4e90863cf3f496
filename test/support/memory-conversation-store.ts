import type {
  Conversation,
  ConversationChange,
  StoredConversation,
} from "../../functions/domain/inbox/conversation.ts";
import { type ConversationList, listChange } from "../../functions/domain/inbox/conversation-lists.ts";
import type { ConversationStore } from "../../functions/domain/inbox/ports.ts";
import { byNewest, type DatePosition, type ListRange } from "../../functions/domain/paging.ts";

const nameOf = ({ locationId, status, audience }: ConversationList) =>
  [locationId, status, audience.kind, audience.kind === "team" ? "" : audience.userId].join(" ");

/** The rules of the conversation transaction in memory. */
export class MemoryConversationStore implements ConversationStore {
  readonly stored = new Map<string, StoredConversation>();
  /** The positions of each list. */
  readonly lists = new Map<string, Map<string, DatePosition>>();

  async find(conversationId: string): Promise<StoredConversation | undefined> {
    return this.stored.get(conversationId);
  }

  async replace(change: ConversationChange): Promise<boolean> {
    const { before, after } = change;
    const stored = this.stored.get(after.version.id);
    if (stored?.version.dateUpdated !== before?.version.dateUpdated) return false;
    const { removed, added } = listChange(change);
    for (const { list, position } of removed) this.#list(list).delete(JSON.stringify(position));
    for (const { list, position } of added) this.#list(list).set(JSON.stringify(position), position);
    this.stored.set(after.version.id, after);
    return true;
  }

  async positions(
    list: ConversationList,
    { after, limit }: ListRange<DatePosition>,
  ): Promise<DatePosition[]> {
    return [...this.#list(list).values()]
      .filter((position) => after === undefined || byNewest(position, after) > 0)
      .sort(byNewest)
      .slice(0, limit);
  }

  async count(list: ConversationList, max: number): Promise<number> {
    return Math.min(max, this.#list(list).size);
  }

  async many(locationId: string, conversationIds: readonly string[]): Promise<Conversation[]> {
    return conversationIds
      .flatMap((id) => this.stored.get(id)?.conversation ?? [])
      .filter((conversation) => conversation.locationId === locationId);
  }

  #list(list: ConversationList): Map<string, DatePosition> {
    const found = this.lists.get(nameOf(list)) ?? new Map<string, DatePosition>();
    this.lists.set(nameOf(list), found);
    return found;
  }
}
