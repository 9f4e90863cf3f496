import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyUpdate, type ConversationUpdate } from "../../../functions/domain/inbox/conversation.ts";
import { listChange } from "../../../functions/domain/inbox/conversation-lists.ts";
import { listConversations } from "../../../functions/domain/inbox/list-conversations.ts";
import { putConversation } from "../../../functions/domain/inbox/put-conversation.ts";
import { conversationUpdate, day } from "../../support/conversations.ts";
import { listConversationsPorts, putConversationPorts } from "../../support/inbox-ports.ts";
import type { MemoryConversationStore } from "../../support/memory-conversation-store.ts";
import { profile } from "../../support/profiles.ts";

const users = ["ana", "ben", "cara"];
const person = fc.constantFrom(...users);

const anyUpdate: fc.Arbitrary<ConversationUpdate> = fc
  .record({
    id: fc.constantFrom("a", "b", "c", "d"),
    locationId: fc.constantFrom("loc", "other"),
    assignedTo: fc.option(person, { nil: null }),
    followers: fc.uniqueArray(person, { maxLength: 3 }),
    lastMessageDate: fc.option(fc.integer({ min: 1, max: 5 }).map(day), { nil: null }),
    unreadCount: fc.integer({ min: 0, max: 2 }),
    deleted: fc.boolean(),
    updatedAt: fc.integer({ min: 1, max: 12 }).map(day),
  })
  .map(({ id, ...changes }) => conversationUpdate(id, changes));

/**
 * The rules: the newest update of each conversation counts, at the same time the first or a deletion, and decides on
 * the folders that show it.
 */
class Model {
  readonly newest = new Map<string, ConversationUpdate>();

  put(update: ConversationUpdate): boolean {
    const known = this.newest.get(update.id);
    const deletes = known?.updatedAt === update.updatedAt && update.deleted && !known.deleted;
    if (known !== undefined && known.updatedAt >= update.updatedAt && !deletes) return false;
    this.newest.set(update.id, update);
    return true;
  }

  folder(locationId: string, shows: (update: ConversationUpdate) => boolean): string[] {
    return [...this.newest.values()]
      .filter((it) => !it.deleted && it.locationId === locationId && shows(it))
      .sort((one, other) => (sortable(one) < sortable(other) ? 1 : -1))
      .map(({ id }) => id);
  }
}

const sortable = ({ lastMessageDate, id }: ConversationUpdate) => `${lastMessageDate ?? ""} ${id}`;

/** The ids on all pages of a folder. */
async function pages(
  conversations: MemoryConversationStore,
  query: { userId: string; assignedDataOnly: boolean; locationId: string },
  options: { folder: "team" | "assigned"; status: "all" | "unread"; limit: number },
): Promise<string[]> {
  const { userId, assignedDataOnly, locationId } = query;
  const permissions = { conversationsEnabled: true, assignedDataOnly };
  const owner = { profile: profile(userId, { permissions }), locationId };
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listConversations(listConversationsPorts(conversations), owner, {
      ...options,
      cursor,
    });
    expect(page.conversations.length).toBeLessThanOrEqual(options.limit);
    ids.push(...page.conversations.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return ids;
}

const everyQuery = users.flatMap((userId) =>
  ["loc", "other"].flatMap((locationId) =>
    [true, false].map((assignedDataOnly) => ({ userId, locationId, assignedDataOnly })),
  ),
);

describe("the lists of conversations", () => {
  it("show every user what the rules say, page by page, after any sequence of updates", async () => {
    const sequence = fc.array(anyUpdate, { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(sequence, fc.integer({ min: 1, max: 5 }), async (updates, limit) => {
        const ports = putConversationPorts(users);
        const model = new Model();
        for (const update of updates) expect(await putConversation(ports, update)).toBe(model.put(update));
        for (const query of everyQuery) {
          for (const status of ["all", "unread"] as const) {
            const counts = (it: ConversationUpdate) => status === "all" || it.unreadCount > 0;
            const owns = (it: ConversationUpdate) => it.assignedTo === query.userId;
            const sees = (it: ConversationUpdate) =>
              !query.assignedDataOnly || owns(it) || it.followers.includes(query.userId);
            const { locationId } = query;
            expect(await pages(ports.conversations, query, { folder: "assigned", status, limit })).toEqual(
              model.folder(locationId, (it) => counts(it) && owns(it)),
            );
            expect(await pages(ports.conversations, query, { folder: "team", status, limit })).toEqual(
              model.folder(locationId, (it) => counts(it) && sees(it)),
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("hold only conversations that exist, and each at most once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyUpdate, { maxLength: 25 }), async (updates) => {
        const ports = putConversationPorts(users);
        for (const update of updates) await putConversation(ports, update);
        const live = [...ports.conversations.stored.values()].filter((it) => it.conversation !== undefined);
        for (const positions of ports.conversations.lists.values()) {
          const ids = [...positions.values()].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const id of ids) expect(live.map(({ version }) => version.id)).toContain(id);
        }
      }),
    );
  });

  it("change within one transaction of at most 100 actions, whatever changes", () => {
    const followers = (name: string) => Array.from({ length: 20 }, (_, index) => `${name}${index}`);
    const first = applyUpdate(
      conversationUpdate("a", { assignedTo: "x", followers: followers("f"), unreadCount: 1 }),
      undefined,
    );
    const second = applyUpdate(
      conversationUpdate("a", {
        locationId: "other",
        assignedTo: "y",
        followers: followers("g"),
        unreadCount: 2,
        updatedAt: day(2),
      }),
      first?.after,
    );
    if (second === undefined) throw new Error("not newer");
    const { removed, added } = listChange(second);
    expect([removed.length, added.length]).toEqual([44, 44]);
    const versionAndItems = 3;
    expect(removed.length + added.length + versionAndItems).toBeLessThanOrEqual(100);
  });

  it("do not change when only fields change that they do not show", () => {
    const first = applyUpdate(conversationUpdate("a", { assignedTo: "x", unreadCount: 1 }), undefined);
    const second = applyUpdate(
      conversationUpdate("a", { assignedTo: "x", unreadCount: 7, contactName: "New", updatedAt: day(2) }),
      first?.after,
    );
    if (second === undefined) throw new Error("not newer");
    expect(listChange(second)).toEqual({ removed: [], added: [] });
  });
});
