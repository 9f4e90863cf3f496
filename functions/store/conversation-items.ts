import * as z from "zod";
import { Conversation, ConversationVersion } from "../domain/inbox/conversation.ts";
import type { ListEntry } from "../domain/inbox/conversation-lists.ts";
import type { DatePosition } from "../domain/paging.ts";
import type { Item } from "./item.ts";
import { keys } from "./keys.ts";
import { table } from "./table.ts";

/** The items of customer conversations. */

export function versionItem(version: ConversationVersion): Item {
  return { ...keys.conversationVersion(version.id), ...version };
}

export function versionFrom(item: Item): ConversationVersion {
  return ConversationVersion.parse(item);
}

export function conversationItem(conversation: Conversation): Item {
  return { ...keys.conversation(conversation.locationId, conversation.id), ...conversation };
}

export function conversationFrom(item: Item): Conversation {
  return Conversation.parse(item);
}

/** A key alone: some 100 bytes, so that a page of a list is one or two read units. */
export function listItem(entry: ListEntry): Item {
  return { ...keys.listEntry(entry) };
}

const SortKey = z.string().regex(/^[^#]*#[^#]+$/);

export function positionFrom(item: Item): DatePosition {
  const [date = "", id = ""] = SortKey.parse(item[table.sortKey]).split("#");
  return { date, id };
}
