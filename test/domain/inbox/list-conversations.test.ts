import { beforeEach, describe, expect, it } from "vitest";
import {
  type ListConversationsQuery,
  listConversations,
} from "../../../functions/domain/inbox/list-conversations.ts";
import { putConversation } from "../../../functions/domain/inbox/put-conversation.ts";
import { conversationUpdate, day } from "../../support/conversations.ts";
import { memoryPorts, profile } from "../../support/memory-ports.ts";

let ports: ReturnType<typeof memoryPorts>;

beforeEach(async () => {
  ports = memoryPorts();
  for (let index = 1; index <= 5; index += 1) {
    await put(`c${index}`, { lastMessageDate: day(index), assignedTo: index % 2 === 0 ? "ana" : null });
  }
});

let updates = 1;
const put = (id: string, changes: Parameters<typeof conversationUpdate>[1] = {}) => {
  updates += 1;
  return putConversation(ports, conversationUpdate(id, { updatedAt: day(updates), ...changes }));
};

function list(query: Partial<ListConversationsQuery> = {}, userId = "ana") {
  const owner = { profile: profile(userId), locationId: "loc" };
  return listConversations(ports, owner, { folder: "team", status: "all", limit: 20, ...query });
}

const idsOf = ({ conversations }: Awaited<ReturnType<typeof list>>) => conversations.map(({ id }) => id);

describe("listConversations", () => {
  it("pages newest first, and ends without a cursor", async () => {
    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.nextCursor });
    expect([idsOf(first), idsOf(second)]).toEqual([
      ["c5", "c4", "c3"],
      ["c2", "c1"],
    ]);
    expect(second.nextCursor).toBeUndefined();
    expect((await list({ limit: 5 })).nextCursor).toBeUndefined();
  });

  it("doubles nothing that comes in or moves to the front meanwhile", async () => {
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
    await put("silent", { lastMessageDate: null });
    expect(idsOf(await list()).at(-1)).toBe("silent");
    const first = await list({ limit: 5 });
    expect(idsOf(await list({ cursor: first.nextCursor }))).toEqual(["silent"]);
  });

  it("has in `assigned` what one owns, whatever the agency or the team sees", async () => {
    expect(idsOf(await list({ folder: "assigned" }))).toEqual(["c4", "c2"]);
    expect(idsOf(await list({ folder: "assigned" }, "gus"))).toEqual([]);
  });

  it("believes the conversation, not the list, where they differ in a race", async () => {
    const { positions } = ports.conversations;
    ports.conversations.positions = async (...args) => {
      const found = await positions.apply(ports.conversations, args);
      await put("c4", { assignedTo: "ben", lastMessageDate: day(4) });
      await put("c2", { assignedTo: "ana", lastMessageDate: day(2), deleted: true });
      return found;
    };
    expect(idsOf(await list({ folder: "assigned" }))).toEqual([]);
  });

  it("does not show on a later page what jumped to the front while the page was read", async () => {
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
