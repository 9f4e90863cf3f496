import type { LogEntry } from "./entry.ts";
import { initialMembership, type Membership } from "./membership.ts";
import type { ChatHead, MembershipStore } from "./ports.ts";
import { participants } from "./roster.ts";

interface Stored {
  readonly heads: readonly ChatHead[];
  /** The stored memberships of all participants of these chats. */
  readonly memberships: readonly Membership[];
  readonly entries: readonly LogEntry[];
}

/** The initial memberships of all participants of these chats. */
export function initialMemberships(heads: readonly ChatHead[]): Membership[] {
  return heads.flatMap(({ roster }) =>
    participants(roster).map((participant) => initialMembership(roster, participant)),
  );
}

/**
 * Repairs the work of invocations that died: writes missing memberships, and moves the read pointers of senders
 * to their own messages.
 * @returns the repaired memberships of all participants
 */
export async function repairMemberships(
  store: Pick<MembershipStore, "addMissing" | "advanceRead">,
  { heads, memberships, entries }: Stored,
): Promise<Membership[]> {
  const current = new Map(memberships.map((it) => [keyOf(it), it]));
  const missing = initialMemberships(heads).filter((it) => !current.has(keyOf(it)));
  if (missing.length > 0) await store.addMissing(missing);
  for (const it of missing) current.set(keyOf(it), it);
  for (const moved of await repairReadPointers(store, current, entries)) current.set(keyOf(moved), moved);
  return [...current.values()];
}

/** Uses each sender's newest message only, so that a pointer moves once. */
async function repairReadPointers(
  store: Pick<MembershipStore, "advanceRead">,
  memberships: ReadonlyMap<string, Membership>,
  entries: readonly LogEntry[],
): Promise<Membership[]> {
  const newest = new Map<string, LogEntry>();
  for (const logEntry of entries.filter(({ entry }) => entry.kind === "message")) {
    const name = keyOf(logEntry.entry);
    if ((newest.get(name)?.entry.seq ?? 0) < logEntry.entry.seq) newest.set(name, logEntry);
  }
  const moves = [...newest].map(async ([name, { entry, messageCount }]) => {
    const own = memberships.get(name);
    if (own === undefined || own.readSeq >= entry.seq) return undefined;
    return store.advanceRead(own, { seq: entry.seq, messageCount });
  });
  return (await Promise.all(moves)).flatMap((moved) => moved ?? []);
}

function keyOf({ chatId, userId }: Pick<Membership, "chatId" | "userId">): string {
  return `${chatId}#${userId}`;
}
