import { beforeEach, describe, expect, it } from "vitest";
import { addParticipants } from "../../../functions/domain/chats/add-participants.ts";
import { changeSettings } from "../../../functions/domain/chats/change-settings.ts";
import { changeSubject } from "../../../functions/domain/chats/change-subject.ts";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { getChat } from "../../../functions/domain/chats/get-chat.ts";
import { listChats } from "../../../functions/domain/chats/list-chats.ts";
import { markRead } from "../../../functions/domain/messages/mark-read.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { connection, memoryPorts, profile } from "../../support/memory-ports.ts";
import { unlimited } from "../../support/settings.ts";

let ports: ReturnType<typeof memoryPorts>;
let chat: { locationId: string; chatId: string };

beforeEach(async () => {
  ports = memoryPorts();
  ports.directory.users.set("ben", profile("ben", { name: "Benoît Lefèvre" }));
  const request = { participantIds: ["ben"], subject: "Crème brûlée deal" };
  const created = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  chat = { locationId: "loc", chatId: created.chat.id };
  for (const body of ["One", "Two", "Three"]) {
    await sendMessage(ports, unlimited, { chat, userId: "ana", request: { clientMessageId: body, body } });
  }
});

describe("the read pointer", () => {
  const read = (seq: number, userId = "ben") => markRead(ports, { chat, userId, seq });

  it("moves forward and never back, and unread is what is left", async () => {
    expect(await read(3)).toEqual({ readSeq: 3, unreadCount: 1 });
    expect(await read(2)).toEqual({ readSeq: 3, unreadCount: 1 });
    expect(await read(4)).toEqual({ readSeq: 4, unreadCount: 0 });
    expect(await getChat(ports, chat, "ben")).toMatchObject({ readSeq: 4, unreadCount: 0 });
  });

  it("cannot pass the last entry, and is for participants only", async () => {
    await expect(read(5)).rejects.toMatchObject({ code: "invalid_request" });
    await expect(read(2, "cara")).rejects.toMatchObject({ code: "not_found" });
  });

  it("is told to all participants when it moves", async () => {
    ports.connections.connections = [connection("ana"), connection("ben"), connection("cara")];
    await read(3);
    await read(3);
    expect(ports.push.posts.map(({ connectionId }) => connectionId)).toEqual(["ana-socket", "ben-socket"]);
    expect(ports.push.posts[0]?.event).toEqual({ type: "read", chatId: chat.chatId, userId: "ben", seq: 3 });
  });

  it("is there although the membership was never written", async () => {
    ports.memberships.stored.clear();
    expect(await read(3)).toEqual({ readSeq: 3, unreadCount: 1 });
  });
});

describe("the subject", () => {
  const change = (subject: string | null, userId = "ben") => changeSubject(ports, { chat, userId, subject });

  it("is set and cleared by any participant, with an entry each time", async () => {
    expect(await change("New")).toMatchObject({ subject: "New", lastSeq: 5 });
    expect(await change(null)).toMatchObject({ subject: null, lastSeq: 6 });
    expect(ports.chats.log(chat.chatId).at(-2)?.entry).toMatchObject({
      kind: "subject_changed",
      subject: "New",
      userId: "ben",
    });
    await expect(change("Mine", "cara")).rejects.toMatchObject({ code: "not_found" });
  });

  it("writes nothing where it is that already", async () => {
    expect(await change("Crème brûlée deal")).toMatchObject({ lastSeq: 4 });
    expect(ports.chats.log(chat.chatId)).toHaveLength(4);
  });
});

describe("star and mute", () => {
  const change = (settings: { starred?: boolean; muted?: boolean }) =>
    changeSettings(ports, { chat, userId: "ben", settings });

  it("change what is named, and nothing else", async () => {
    expect(await change({ starred: true })).toEqual({ starred: true, muted: false });
    expect(await change({ muted: true })).toEqual({ starred: true, muted: true });
    expect(await change({})).toEqual({ starred: true, muted: true });
    expect(await getChat(ports, chat, "ben")).toMatchObject({ starred: true, muted: true, readSeq: 1 });
    expect(await getChat(ports, chat, "ana")).toMatchObject({ starred: false, muted: false });
  });
});

describe("search", () => {
  const found = async (query: string, userId = "ana") =>
    (await listChats(ports, { userId, locationId: "loc" }, { query, status: "all", limit: 20 })).chats.length;

  it.each(["creme", "BRULEE", "benoit", "lefevre three", "deal Benoît", "hre", " ", ""])(
    "finds %j",
    async (query) => {
      expect(await found(query)).toBe(1);
    },
  );

  it.each(["two", "ana", "deal cara", "xyz"])("does not find %j", async (query) => {
    expect(await found(query)).toBe(0);
  });

  it("finds no message from before one's history", async () => {
    const request = { userIds: ["cara"], historyAccess: "none" as const };
    await addParticipants(ports, { chat, userId: "ana", request });
    expect([await found("three", "cara"), await found("three")]).toEqual([0, 1]);
    await sendMessage(ports, unlimited, {
      chat,
      userId: "ana",
      request: { clientMessageId: "4", body: "Four" },
    });
    expect(await found("four", "cara")).toBe(1);
  });

  it("finds by the name that the directory has now", async () => {
    ports.directory.users.set("ben", profile("ben", { name: "Bernd" }));
    expect([await found("bernd"), await found("benoit")]).toEqual([1, 0]);
  });
});

describe("a creation with a key", () => {
  const create = (key: string, subject: string, creatorId = "ana") =>
    createChat(ports, {
      locationId: "loc",
      creatorId,
      key,
      request: { participantIds: ["ben", "ana"], subject },
    });

  it("happens once; a retry gets the chat as it is now", async () => {
    const first = await create("k1", "Deal");
    await changeSubject(ports, {
      chat: { locationId: "loc", chatId: first.chat.id },
      userId: "ben",
      subject: "Renamed",
    });
    const again = await create("k1", "Deal");
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.chat).toMatchObject({ id: first.chat.id, subject: "Renamed" });
    expect(ports.chats.stored.size).toBe(2);
  });

  it("refuses another request under the same key, not under another's", async () => {
    await create("k1", "Deal");
    await expect(create("k1", "Other deal")).rejects.toMatchObject({ code: "conflict" });
    ports.directory.users.set("cara", profile("cara"));
    expect((await create("k1", "Deal", "cara")).replayed).toBe(false);
    expect((await create("k2", "Deal")).replayed).toBe(false);
  });

  it("happens once although two try at the same time", async () => {
    const [one, other] = await Promise.all([create("k1", "Deal"), create("k1", "Deal")]);
    expect(one.chat.id).toBe(other.chat.id);
    expect(ports.chats.stored.size).toBe(2);
  });
});
