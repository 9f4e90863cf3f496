import * as z from "zod";
import type { Directory } from "../directory/ports.ts";
import type { ChatHeader } from "../log/chat-header.ts";
import { type Membership, unreadCount } from "../log/membership.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { findParticipant, participantIds, type Roster } from "../log/roster.ts";
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
import { matches, normalized, SEARCH_RULES, SearchQuery, words } from "../search-text.ts";
import { Chat, chatView } from "./chat-view.ts";

/** Query of `GET …/internal-chats`. */
export const ListChatsQuery = z.object({
  query: SearchQuery.default("").describe(
    `Each word must occur in the subject, in another participant's name or in the preview of the last message that the caller may see. ${SEARCH_RULES}`,
  ),
  status: z
    .enum(["all", "unread", "starred"])
    .default("all")
    .describe("Only chats with unread messages, or only chats that the caller has starred."),
  limit: Limit,
  cursor: Cursor,
});
export type ListChatsQuery = z.infer<typeof ListChatsQuery>;

export const ChatPage = z
  .object({ chats: z.array(Chat).describe("Latest activity first."), nextCursor: NextCursor })
  .describe("A page of the caller's chats.");
export type ChatPage = z.infer<typeof ChatPage>;

export interface MyChatsPorts {
  readonly chats: Pick<ChatStore, "headers">;
  readonly memberships: Pick<MembershipStore, "ofUser">;
}

export interface ListPorts extends MyChatsPorts {
  readonly chats: Pick<ChatStore, "headers" | "rosters">;
  readonly directory: Pick<Directory, "profiles">;
  readonly cursors: Cursors;
  readonly limiter: RateLimiter;
}

/** A user in a location, whose chats are listed. */
export interface ChatOwner {
  readonly locationId: string;
  readonly userId: string;
}

interface MyChat {
  readonly membership: Membership;
  readonly header: ChatHeader;
}

/**
 * The user's chats, latest activity first. Reads all of the user's memberships and headers: no index has the
 * order by activity, because a message writes nothing per participant. Reads the rosters of the page only; a
 * search reads those of all candidates too.
 * @throws ChatError `invalid_cursor`, `rate_limited`, `unavailable`
 */
export async function listChats(
  ports: ListPorts,
  owner: ChatOwner,
  query: ListChatsQuery,
): Promise<ChatPage> {
  const scope = ["chats", owner.userId, owner.locationId, query.status, query.query];
  const after = openCursor(ports, { scope, cursor: query.cursor }, DatePosition);
  await ports.limiter.spend("list", owner);
  const candidates = (await myChats(ports, owner))
    .filter((chat) => hasStatus(query.status, chat))
    .filter((chat) => after === undefined || byNewest(positionOf(chat), after) > 0);
  const searched = words(query.query);
  const found = searched.length === 0 ? candidates : await search(ports, candidates, searched);
  const remaining = found.toSorted((one, other) => byNewest(positionOf(one), positionOf(other)));
  const page = remaining.slice(0, query.limit);
  const last = remaining.length > page.length ? page.at(-1) : undefined;
  const { items: chats, next } = fitList(await viewsOf(ports, page), {
    end: last && positionOf(last),
    positionOf: ({ dateUpdated: date, id }) => ({ date, id }),
  });
  return { chats, ...(next && { nextCursor: ports.cursors.seal(scope, next) }) };
}

/** All chats of a user in a location, in no order. */
export async function myChats(ports: MyChatsPorts, { locationId, userId }: ChatOwner): Promise<MyChat[]> {
  const memberships = await ports.memberships.ofUser(locationId, userId);
  const headers = byChat(await ports.chats.headers(memberships));
  return memberships.flatMap((membership) => {
    const header = headers.get(membership.chatId);
    return header === undefined ? [] : [{ membership, header }];
  });
}

function positionOf({ header }: MyChat): DatePosition {
  return { date: header.dateUpdated, id: header.chatId };
}

export function isUnread({ header, membership }: MyChat): boolean {
  return unreadCount(header, membership) > 0;
}

function hasStatus(status: ListChatsQuery["status"], chat: MyChat): boolean {
  if (status === "unread") return isUnread(chat);
  return status === "all" || chat.membership.starred;
}

/** Searches the texts that the user may see, and the current names of participants. */
async function search(
  ports: ListPorts,
  chats: readonly MyChat[],
  searched: readonly string[],
): Promise<MyChat[]> {
  const rosters = byChat(await ports.chats.rosters(chats.map(({ header }) => header)));
  const userIds = new Set([...rosters.values()].flatMap(participantIds));
  const profiles = await ports.directory.profiles([...userIds]);
  const names = new Map(profiles.map(({ userId, name }) => [userId, normalized(name)]));
  return chats.filter((chat) => {
    const roster = rosters.get(chat.header.chatId);
    return roster !== undefined && matches(searched, searchable(chat, roster, names));
  });
}

/** @param names by user id, normalized */
function searchable(
  { header, membership }: MyChat,
  roster: Roster,
  names: ReadonlyMap<string, string>,
): string[] {
  const others = participantIds(roster).filter((userId) => userId !== membership.userId);
  const participant = findParticipant(roster, membership.userId);
  const { subject, lastMessage } = header;
  const visible = participant && lastMessage && lastMessage.seq >= participant.historyFromSeq;
  return [
    normalized(subject ?? ""),
    normalized(visible ? lastMessage.preview : ""),
    ...others.map((userId) => names.get(userId) ?? ""),
  ];
}

/** Checks each chat's roster again: a membership alone gives no access. */
async function viewsOf(ports: ListPorts, page: readonly MyChat[]): Promise<Chat[]> {
  const rosters = byChat(await ports.chats.rosters(page.map(({ header }) => header)));
  return page.flatMap(({ header, membership }) => {
    const roster = rosters.get(header.chatId);
    const participant = roster && findParticipant(roster, membership.userId);
    return roster && participant ? [chatView({ header, roster }, participant, membership)] : [];
  });
}

function byChat<Value extends { readonly chatId: string }>(values: readonly Value[]): Map<string, Value> {
  return new Map(values.map((value) => [value.chatId, value]));
}
