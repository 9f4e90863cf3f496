import type { Profile } from "../directory/user.ts";
import type { DatePosition } from "../paging.ts";
import { type Conversation, type ConversationChange, positionOf } from "./conversation.ts";

/**
 * The users for whom a list is kept: the whole team, an owner or a follower. A conversation is not in the
 * follower list of its owner.
 */
type ListAudience =
  | { readonly kind: "team" }
  | { readonly kind: "owner" | "follower"; readonly userId: string };

/** A list of a location's conversations, latest activity first. Each conversation is in it at most once. */
export interface ConversationList {
  readonly locationId: string;
  readonly audience: ListAudience;
  readonly status: "all" | "unread";
}

export interface ListEntry {
  readonly list: ConversationList;
  readonly position: DatePosition;
}

/** The writes that bring the lists up to date with a changed conversation. The two parts are disjoint. */
export interface ListChange {
  readonly removed: readonly ListEntry[];
  readonly added: readonly ListEntry[];
}

/** At most (1 team + 1 owner + 20 followers) × 2 entries in each part, which fits in one transaction. */
export function listChange({ before, after }: ConversationChange): ListChange {
  const old = entriesOf(before?.conversation);
  const now = entriesOf(after.conversation);
  return { removed: difference(old, now), added: difference(now, old) };
}

/** The entries of a conversation in all lists. */
export function entriesOf(conversation: Conversation | undefined): ListEntry[] {
  if (conversation === undefined) return [];
  const { locationId, unreadCount } = conversation;
  const position = positionOf(conversation);
  const statuses = unreadCount > 0 ? (["all", "unread"] as const) : (["all"] as const);
  return audiencesOf(conversation).flatMap((audience) =>
    statuses.map((status) => ({ list: { locationId, audience, status }, position })),
  );
}

function audiencesOf({ assignedTo, followers }: Conversation): ListAudience[] {
  const others = followers.filter((userId) => userId !== assignedTo);
  return [
    { kind: "team" },
    ...(assignedTo === null ? [] : [{ kind: "owner", userId: assignedTo } as const]),
    ...others.map((userId) => ({ kind: "follower", userId }) as const),
  ];
}

/** The entries that are only in `entries`. All are built with one order of fields, so equal entries give equal JSON. */
function difference(entries: readonly ListEntry[], others: readonly ListEntry[]): ListEntry[] {
  const known = new Set(others.map((entry) => JSON.stringify(entry)));
  return entries.filter((entry) => !known.has(JSON.stringify(entry)));
}

export type Folder = "team" | "assigned";

/** The lists that make up a folder of a user's inbox. No conversation is in two of them. */
export function listsOfFolder(
  folder: Folder,
  { userId, permissions }: Pick<Profile, "userId" | "permissions">,
  of: Pick<ConversationList, "locationId" | "status">,
): ConversationList[] {
  const { locationId, status } = of;
  const owned = { locationId, status, audience: { kind: "owner", userId } } as const;
  if (folder === "assigned") return [owned];
  if (!permissions.assignedDataOnly) return [{ locationId, status, audience: { kind: "team" } }];
  return [owned, { locationId, status, audience: { kind: "follower", userId } }];
}
