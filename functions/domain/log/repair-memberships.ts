import type { LogEntry } from "./entry.ts";
import { initialMembership, type Membership } from "./membership.ts";
import type { ChatHead, MembershipStore } from "./ports.ts";
import { participants } from "./roster.ts";

interface Found {
  readonly heads: readonly ChatHead[];
  readonly entries: readonly LogEntry[];
}

/**
 * The memberships of all participants of some chats, read once. Those whose writer died before it wrote
 * them are written now, and so are read pointers that senders' own messages should have moved.
 */
export async function repairMemberships(
  store: Pick<MembershipStore, "many" | "addMissing" | "advanceRead">,
  { heads, entries }: Found,
): Promise<Membership[]> {
  const initial = heads.flatMap(({ roster }) =>
    participants(roster).map((participant) => initialMembership(roster, participant)),
  );
  const stored = new Map((await store.many(initial)).map((it) => [nameOf(it), it]));
  const missing = initial.filter((it) => !stored.has(nameOf(it)));
  if (missing.length > 0) await store.addMissing(missing);
  const memberships = new Map([...stored, ...missing.map((it) => [nameOf(it), it] as const)]);
  for (const moved of await repairReadPointers(store, memberships, entries))
    memberships.set(nameOf(moved), moved);
  return [...memberships.values()];
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
