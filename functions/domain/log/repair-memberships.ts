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

/** The memberships that all participants of some chats begin with. */
export function initialMemberships(heads: readonly ChatHead[]): Membership[] {
  return heads.flatMap(({ roster }) =>
    participants(roster).map((participant) => initialMembership(roster, participant)),
  );
}

/**
 * Writes the memberships that are missing, because the invocation that should have written them died, and
 * moves read pointers that senders' own messages should have moved.
 * @returns the memberships of all participants afterwards
 */
export async function repairMemberships(
  store: Pick<MembershipStore, "addMissing" | "advanceRead">,
  { heads, memberships, entries }: Stored,
): Promise<Membership[]> {
  const current = new Map(memberships.map((it) => [nameOf(it), it]));
  const missing = initialMemberships(heads).filter((it) => !current.has(nameOf(it)));
  if (missing.length > 0) await store.addMissing(missing);
  for (const it of missing) current.set(nameOf(it), it);
  for (const moved of await repairReadPointers(store, current, entries)) current.set(nameOf(moved), moved);
  return [...current.values()];
}

/** The newest message decides, so that two messages of one sender move their pointer once. */
async function repairReadPointers(
  store: Pick<MembershipStore, "advanceRead">,
  memberships: ReadonlyMap<string, Membership>,
  entries: readonly LogEntry[],
): Promise<Membership[]> {
  const newest = new Map<string, LogEntry>();
  for (const logEntry of entries.filter(({ entry }) => entry.kind === "message")) {
    const name = nameOf(logEntry.entry);
    if ((newest.get(name)?.entry.seq ?? 0) < logEntry.entry.seq) newest.set(name, logEntry);
  }
  const moves = [...newest].map(async ([name, { entry, messageCount }]) => {
    const own = memberships.get(name);
    if (own === undefined || own.readSeq >= entry.seq) return undefined;
    return store.advanceRead(own, { seq: entry.seq, messageCount });
  });
  return (await Promise.all(moves)).flatMap((moved) => moved ?? []);
}

function nameOf({ chatId, userId }: Pick<Membership, "chatId" | "userId">): string {
  return `${chatId}#${userId}`;
}
