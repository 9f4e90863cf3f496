import * as z from "zod";
import type { Profile } from "../directory/user.ts";
import {
  byNewest,
  Cursor,
  type Cursors,
  DatePosition,
  fitList,
  Limit,
  NextCursor,
  openCursor,
} from "../paging.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { Conversation, maySeeConversation, positionOf } from "./conversation.ts";
import { type ConversationList, type Folder, listsOfFolder } from "./conversation-lists.ts";
import type { ConversationStore } from "./ports.ts";

/** Query of `GET …/conversations`. */
export const ListConversationsQuery = z.object({
  folder: z
    .enum(["team", "assigned"])
    .default("team")
    .describe("`assigned`: only conversations that the caller owns."),
  status: z
    .enum(["all", "unread"])
    .default("all")
    .describe("`unread`: only conversations with unread messages."),
  limit: Limit,
  cursor: Cursor,
});
export type ListConversationsQuery = z.infer<typeof ListConversationsQuery>;

export const ConversationPage = z
  .object({
    conversations: z.array(Conversation).describe("Latest `lastMessageDate` first."),
    nextCursor: NextCursor,
  })
  .describe("A page of a folder.");
export type ConversationPage = z.infer<typeof ConversationPage>;

export interface ListConversationsPorts {
  readonly conversations: Pick<ConversationStore, "positions" | "many">;
  readonly cursors: Cursors;
  readonly limiter: RateLimiter;
}

export interface InboxOwner {
  readonly profile: Profile;
  readonly locationId: string;
}

/**
 * A page of a folder, latest activity first. The lists find candidates; the conversations decide. A conversation
 * that has changed meanwhile is left out unless it still belongs to this folder and page.
 * @throws ChatError `invalid_cursor`, `unavailable`
 */
export async function listConversations(
  ports: ListConversationsPorts,
  { profile, locationId }: InboxOwner,
  { folder, status, limit, cursor }: ListConversationsQuery,
): Promise<ConversationPage> {
  const scope = ["conversations", profile.userId, locationId, folder, status];
  const after = openCursor(ports, { scope, cursor }, DatePosition);
  await ports.limiter.spend("list", { userId: profile.userId, locationId });
  const lists = listsOfFolder(folder, profile, { locationId, status });
  const positions = await newest(ports, lists, { after, limit: limit + 1 });
  const page = positions.slice(0, limit);
  const last = positions.length > limit ? page.at(-1) : undefined;
  const ids = new Set(page.map(({ id }) => id));
  const found = await ports.conversations.many(locationId, [...ids]);
  const shown = found
    .filter((it) => belongs(it, { folder, status, profile }))
    .filter((it) => isBetween(positionOf(it), after, last))
    .sort((one, other) => byNewest(positionOf(one), positionOf(other)));
  const { items: conversations, next } = fitList(shown, { end: last, positionOf });
  return { conversations, ...(next && { nextCursor: ports.cursors.seal(scope, next) }) };
}

/** The first positions of all lists together. Each list is asked for the full number, as all may come from one. */
async function newest(
  { conversations }: ListConversationsPorts,
  lists: readonly ConversationList[],
  range: { readonly after: DatePosition | undefined; readonly limit: number },
): Promise<DatePosition[]> {
  const found = await Promise.all(lists.map((list) => conversations.positions(list, range)));
  return found.flat().sort(byNewest).slice(0, range.limit);
}

interface Shown {
  readonly folder: Folder;
  readonly status: ConversationList["status"];
  readonly profile: Profile;
}

function belongs(conversation: Conversation, { folder, status, profile }: Shown): boolean {
  if (status === "unread" && conversation.unreadCount === 0) return false;
  if (folder === "assigned") return conversation.assignedTo === profile.userId;
  return maySeeConversation(profile, conversation);
}

/** True for positions on this page: after the cursor, and not after the page's last item. */
function isBetween(
  position: DatePosition,
  after: DatePosition | undefined,
  last: DatePosition | undefined,
): boolean {
  const isAfter = after === undefined || byNewest(position, after) > 0;
  return isAfter && (last === undefined || byNewest(position, last) <= 0);
}
