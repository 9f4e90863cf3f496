import type { Profile } from "../directory/user.ts";
import type { DatePosition } from "../paging.ts";
import { type Conversation, type ConversationChange, positionOf } from "./conversation.ts";

/** Whose list: everybody's, an owner's, or a follower's. Who owns a conversation is not in its followers' lists. */
type ListAudience =
  | { readonly kind: "team" }
  | { readonly kind: "owner" | "follower"; readonly userId: string };

/** One list of a location's conversations, newest activity first; each stands in at most one place of it. */
export interface ConversationList {
  readonly locationId: string;
  readonly audience: ListAudience;
  readonly status: "all" | "unread";
}

/** A conversation's place in a list. */
export interface ListEntry {
  readonly list: ConversationList;
  readonly position: DatePosition;
}

/** What has to be written so that the lists agree with a changed conversation: disjoint. */
export interface ListChange {
  readonly removed: readonly ListEntry[];
  readonly added: readonly ListEntry[];
}

/** At most (1 team + 1 owner + 20 followers) × 2 on each side: with the items themselves within one transaction. */
export function listChange({ before, after }: ConversationChange): ListChange {
  const old = entriesOf(before?.conversation);
  const now = entriesOf(after.conversation);
  return { removed: missingIn(now, old), added: missingIn(old, now) };
}

/** All the places of a conversation. */
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

/** Entries are plain data, built in one place and in one order of fields: equal when written equal. */
function missingIn(present: readonly ListEntry[], wanted: readonly ListEntry[]): ListEntry[] {
  const known = new Set(present.map((entry) => JSON.stringify(entry)));
  return wanted.filter((entry) => !known.has(JSON.stringify(entry)));
}

export type Folder = "team" | "assigned";

/** The lists that make up a folder of somebody's inbox; no conversation is in two of them. */
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
