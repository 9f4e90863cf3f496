import { beforeEach, describe, expect, it } from "vitest";
import { type ListChatsQuery, listChats } from "../../../functions/domain/chats/list-chats.ts";
import { listChatsPorts } from "../../support/chat-ports.ts";
import { NOON } from "../../support/fake-clock.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof listChatsPorts>;
let ids: string[];
let now: number;

/** Five chats of ana and ben, one second after the other. */
beforeEach(async () => {
  ports = listChatsPorts();
  ids = [];
  now = NOON;
  for (let index = 0; index < 5; index += 1) {
    now += 1000;
    ids.push((await storeChat(ports, { now })).chatId);
  }
});

const list = (userId: string, query: Partial<ListChatsQuery> = {}) =>
  listChats(ports, { userId, locationId: "loc" }, { query: "", status: "all", limit: 20, ...query });

const send = (index: number, userId: string) => {
  now += 1000;
  const chat = { locationId: "loc", chatId: ids[index] ?? "" };
  return storeMessage(ports, chat, { userId, body: "Hi", clientMessageId: `${now}`, now });
};

const idsOf = ({ chats }: { chats: { id: string }[] }) => chats.map(({ id }) => id);

describe("listChats", () => {
  it("lists one's own chats, newest activity first", async () => {
    await send(1, "ben");
    expect(idsOf(await list("ana"))).toEqual([1, 4, 3, 2, 0].map((index) => ids[index]));
    expect(idsOf(await list("cara"))).toEqual([]);
  });

  it("repeats no chat that moves to the front between two pages", async () => {
    const first = await list("ana", { limit: 2 });
    expect(idsOf(first)).toEqual([ids[4], ids[3]]);
    await send(2, "ben");
    const second = await list("ana", { limit: 2, cursor: first.nextCursor });
    expect(idsOf(second)).toEqual([ids[1], ids[0]]);
    expect(second.nextCursor).toBeUndefined();
  });

  it("returns no cursor with a last page that is full", async () => {
    expect((await list("ana", { limit: 5 })).nextCursor).toBeUndefined();
  });

  it("filters unread chats", async () => {
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

  it("leaves out a chat whose roster does not name the user, although a membership does", async () => {
    const membership = ports.memberships.of({ chatId: ids[0] ?? "", userId: "ben" });
    ports.memberships.put({ ...membership, userId: "cara" });
    expect(idsOf(await list("cara"))).toEqual([]);
  });
});
