import { beforeEach, describe, expect, it } from "vitest";
import {
  type ListConversationsQuery,
  listConversations,
} from "../../../functions/domain/inbox/list-conversations.ts";
import { conversationUpdate, day, storeConversation } from "../../support/conversations.ts";
import { listConversationsPorts } from "../../support/inbox-ports.ts";
import { profile } from "../../support/profiles.ts";

let ports: ReturnType<typeof listConversationsPorts>;

beforeEach(async () => {
  ports = listConversationsPorts();
  for (let index = 1; index <= 5; index += 1) {
    await put(`c${index}`, { lastMessageDate: day(index), assignedTo: index % 2 === 0 ? "ana" : null });
  }
});

let updates = 1;
const put = (id: string, changes: Parameters<typeof conversationUpdate>[1] = {}) => {
  updates += 1;
  return storeConversation(
    ports.conversations,
    conversationUpdate(id, { updatedAt: day(updates), ...changes }),
  );
};

function list(query: Partial<ListConversationsQuery> = {}, userId = "ana") {
  const owner = { profile: profile(userId), locationId: "loc" };
  return listConversations(ports, owner, { folder: "team", status: "all", limit: 20, ...query });
}

const idsOf = ({ conversations }: Awaited<ReturnType<typeof list>>) => conversations.map(({ id }) => id);

describe("listConversations", () => {
  it("pages newest first, and returns no cursor with the last page", async () => {
    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.nextCursor });
    expect([idsOf(first), idsOf(second)]).toEqual([
      ["c5", "c4", "c3"],
      ["c2", "c1"],
    ]);
    expect(second.nextCursor).toBeUndefined();
    expect((await list({ limit: 5 })).nextCursor).toBeUndefined();
  });

  it("repeats no conversation that is added or moves to the front between two pages", async () => {
    const first = await list({ limit: 2 });
    await put("c1", { lastMessageDate: day(8) });
    await put("c4", { lastMessageDate: day(9) });
    await put("new", { lastMessageDate: day(7) });
    const second = await list({ limit: 2, cursor: first.nextCursor });
    expect([idsOf(first), idsOf(second)]).toEqual([
      ["c5", "c4"],
      ["c3", "c2"],
    ]);
  });

  it("puts conversations without a message last", async () => {
    await put("empty", { lastMessageDate: null });
    expect(idsOf(await list()).at(-1)).toBe("empty");
    const first = await list({ limit: 5 });
    expect(idsOf(await list({ cursor: first.nextCursor }))).toEqual(["empty"]);
  });

  it("lists in `assigned` the caller's own conversations only", async () => {
    expect(idsOf(await list({ folder: "assigned" }))).toEqual(["c4", "c2"]);
    expect(idsOf(await list({ folder: "assigned" }, "gus"))).toEqual([]);
  });

  it("leaves out conversations that changed while the page was read", async () => {
    const { positions } = ports.conversations;
    ports.conversations.positions = async (...args) => {
      const found = await positions.apply(ports.conversations, args);
      await put("c4", { assignedTo: "ben", lastMessageDate: day(4) });
      await put("c2", { assignedTo: "ana", lastMessageDate: day(2), deleted: true });
      return found;
    };
    expect(idsOf(await list({ folder: "assigned" }))).toEqual([]);
  });

  it("leaves out of a later page a conversation that moves to the front while the page is read", async () => {
    const first = await list({ limit: 2 });
    const { positions } = ports.conversations;
    ports.conversations.positions = async (...args) => {
      const found = await positions.apply(ports.conversations, args);
      await put("c3", { lastMessageDate: day(9) });
      return found;
    };
    expect(idsOf(await list({ limit: 2, cursor: first.nextCursor }))).toEqual(["c2"]);
  });

  it.each<[string, Partial<ListConversationsQuery>, string]>([
    ["another user", {}, "ben"],
    ["another folder", { folder: "assigned" }, "ana"],
    ["another status", { status: "unread" }, "ana"],
  ])("refuses a cursor of %s", async (_what, query, userId) => {
    const { nextCursor } = await list({ limit: 2 });
    expect(nextCursor).toBeDefined();
    await expect(list({ ...query, cursor: nextCursor }, userId)).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });
});
