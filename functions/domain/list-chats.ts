import * as z from "zod";
import type { Caller } from "./access.ts";
import { Chat, type ChatHeader } from "./chat.ts";
import { chatView } from "./chat-view.ts";
import { type Membership, unreadCount } from "./membership.ts";
import { byNewest, Cursor, DatePosition, Limit, openCursor } from "./paging.ts";
import type { ChatStore, Cursors, MembershipStore } from "./ports.ts";
import { findParticipant } from "./roster.ts";

/** Query of `GET …/internal-chats`. */
export const ListChatsQuery = z.object({
  status: z.enum(["all", "unread", "starred"]).default("all"),
  limit: Limit,
  cursor: Cursor,
});
export type ListChatsQuery = z.infer<typeof ListChatsQuery>;

export const ChatPage = z.object({ chats: z.array(Chat), nextCursor: z.string().optional() });
export type ChatPage = z.infer<typeof ChatPage>;

export interface ListPorts {
  readonly chats: Pick<ChatStore, "headers" | "rosters">;
  readonly memberships: Pick<MembershipStore, "ofUser">;
  readonly cursors: Cursors;
}

interface Row {
  readonly membership: Membership;
  readonly header: ChatHeader;
  readonly position: DatePosition;
}

/**
 * One's chats, newest activity first. Reads all of one's memberships and headers, as the order by
 * activity is nowhere stored: a message writes nothing per participant. Rosters only of the page.
 * @throws ChatError `invalid_cursor`, `unavailable`
 */
export async function listChats(
  ports: ListPorts,
  { caller, locationId }: { readonly caller: Pick<Caller, "userId">; readonly locationId: string },
  query: ListChatsQuery,
): Promise<ChatPage> {
  const scope = ["chats", caller.userId, locationId, query.status];
  const after = openCursor(ports, { scope, cursor: query.cursor }, DatePosition);
  const rows = await rowsOf(ports, locationId, caller.userId);
  const remaining = rows
    .filter(({ header, membership }) => hasStatus(query.status, header, membership))
    .filter(({ position }) => after === undefined || byNewest(position, after) > 0)
    .sort((one, other) => byNewest(one.position, other.position));
  const page = remaining.slice(0, query.limit);
  const last = page.at(-1);
  return {
    chats: await viewsOf(ports, page),
    ...(last && remaining.length > page.length && { nextCursor: ports.cursors.seal(scope, last.position) }),
  };
}

async function rowsOf(ports: ListPorts, locationId: string, userId: string): Promise<Row[]> {
  const memberships = await ports.memberships.ofUser(locationId, userId);
  const headers = new Map((await ports.chats.headers(memberships)).map((header) => [header.chatId, header]));
  return memberships.flatMap((membership) => {
    const header = headers.get(membership.chatId);
    return header === undefined
      ? []
      : [{ membership, header, position: { date: header.dateUpdated, id: header.chatId } }];
  });
}

function hasStatus(status: ListChatsQuery["status"], header: ChatHeader, membership: Membership): boolean {
  if (status === "unread") return unreadCount(header, membership) > 0;
  return status === "all" || membership.starred;
}

/** The roster decides once more who is in: a membership alone shows nothing. */
async function viewsOf(ports: ListPorts, page: readonly Row[]): Promise<Chat[]> {
  const rosters = new Map(
    (await ports.chats.rosters(page.map(({ header }) => header))).map((it) => [it.chatId, it]),
  );
  return page.flatMap(({ header, membership }) => {
    const roster = rosters.get(header.chatId);
    const participant = roster && findParticipant(roster, membership.userId);
    return roster && participant ? [chatView({ header, roster }, participant, membership)] : [];
  });
}
