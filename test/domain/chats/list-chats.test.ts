import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { type ListChatsQuery, listChats } from "../../../functions/domain/chats/list-chats.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { memoryPorts } from "../../support/memory-ports.ts";
import { unlimited } from "../../support/settings.ts";

let ports: ReturnType<typeof memoryPorts>;
let ids: string[];

beforeEach(async () => {
  ports = memoryPorts();
  ids = [];
  for (let index = 0; index < 5; index += 1) {
    ports.clock.time += 1000;
    const {
      chat: { id },
    } = await createChat(ports, {
      locationId: "loc",
      creatorId: "ana",
      request: { participantIds: ["ben"] },
    });
    ids.push(id);
  }
});

const list = (userId: string, query: Partial<ListChatsQuery> = {}) =>
  listChats(ports, { userId, locationId: "loc" }, { query: "", status: "all", limit: 20, ...query });

const send = (index: number, userId: string) => {
  ports.clock.time += 1000;
  const chat = { locationId: "loc", chatId: ids[index] ?? "" };
  return sendMessage(ports, unlimited, {
    chat,
    userId,
    request: { clientMessageId: `${ports.clock.time}`, body: "Hi" },
  });
};

const idsOf = ({ chats }: { chats: { id: string }[] }) => chats.map(({ id }) => id);

describe("listChats", () => {
  it("shows one's own chats, newest activity first", async () => {
    await send(1, "ben");
    expect(idsOf(await list("ana"))).toEqual([1, 4, 3, 2, 0].map((index) => ids[index]));
    expect(idsOf(await list("cara"))).toEqual([]);
  });

  it("pages without doubling what moves to the front meanwhile", async () => {
    const first = await list("ana", { limit: 2 });
    expect(idsOf(first)).toEqual([ids[4], ids[3]]);
    await send(2, "ben");
    const second = await list("ana", { limit: 2, cursor: first.nextCursor });
    expect(idsOf(second)).toEqual([ids[1], ids[0]]);
    expect(second.nextCursor).toBeUndefined();
  });

  it("has no cursor at the end, even where the last page is full", async () => {
    expect((await list("ana", { limit: 5 })).nextCursor).toBeUndefined();
  });

  it("finds those with something unread", async () => {
    await send(0, "ben");
    const { chats } = await list("ana", { status: "unread" });
    expect(chats.map(({ id, unreadCount }) => [id, unreadCount])).toEqual([[ids[0], 1]]);
    expect(idsOf(await list("ben", { status: "unread" }))).toEqual([]);
  });

  it("refuses a cursor of another user or of another query", async () => {
    const { nextCursor } = await list("ana", { limit: 2 });
    expect(nextCursor).toBeDefined();
    await expect(list("ben", { cursor: nextCursor })).rejects.toMatchObject({ code: "invalid_cursor" });
    await expect(list("ana", { status: "unread", cursor: nextCursor })).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  it("shows nothing to whom the roster does not name, whatever the memberships say", async () => {
    const stray = ports.memberships.stored.get(`${ids[0]}#ben`);
    if (stray === undefined) throw new Error("no membership");
    ports.memberships.stored.set(`${ids[0]}#cara`, { ...stray, userId: "cara" });
    expect(idsOf(await list("cara"))).toEqual([]);
  });
});
