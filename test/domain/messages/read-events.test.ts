import { beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { markRead } from "../../../functions/domain/messages/mark-read.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { connection } from "../../support/connections.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof sendPorts>;

beforeEach(() => {
  ports = sendPorts();
});

const users = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);

async function chatOf(count: number): Promise<ChatRef> {
  ports.connections.connections = users(count).map((userId) => connection(userId));
  return storeChat(ports, { userIds: users(count) });
}

const read = (chat: ChatRef, userId: string, seq: number) =>
  markRead(ports, { location: here, chat, userId, seq });

/** Who got a `read` event. */
const readers = () =>
  ports.push.posts.filter(({ event }) => event.type === "read").map(({ connectionId }) => connectionId);

describe("with everybody reading each message, a chat", () => {
  it.each([
    [2, 2],
    [10, 18],
    [20, 38],
    [21, 20],
    [100, 99],
  ])("of %i gets %i posts a message", async (count, posts) => {
    const chat = await chatOf(count);
    const most = count <= 20 ? 2 * (count - 1) : count;
    expect(posts).toBeLessThanOrEqual(most);
    for (let index = 0; index < 3; index += 1) {
      ports.push.posts.length = 0;
      const userId = `u${index % count}`;
      const request = { clientMessageId: `m${index}`, body: "Hi" };
      const sending = { location: here, chat, userId, request, connectionId: `${userId}-socket` };
      const { entry } = await sendMessage(ports, sending);
      for (const reader of users(count)) await read(chat, reader, entry.seq);
      expect(ports.push.posts).toHaveLength(posts);
    }
  });
});

describe("a read event", () => {
  it("goes to the authors of what was newly read, once each, and to nobody else", async () => {
    const chat = await chatOf(5);
    await storeMessage(ports, chat, { userId: "u1", body: "Old" });
    await read(chat, "u0", 2);
    ports.push.posts.length = 0;
    for (const [index, userId] of ["u2", "u3", "u2", "u0"].entries()) {
      await storeMessage(ports, chat, { userId, body: `${index}` });
    }
    await read(chat, "u4", 4); // as far as the message of u3
    expect(readers()).toEqual(["u1-socket", "u2-socket", "u3-socket"]);
    ports.push.posts.length = 0;
    await read(chat, "u4", 6);
    expect(readers()).toEqual(["u0-socket", "u2-socket"]);
  });

  it("looks no further than the newest 100 messages", async () => {
    const chat = await chatOf(3);
    await storeMessage(ports, chat, { userId: "u1", body: "first" });
    for (let index = 0; index < 100; index += 1) {
      await storeMessage(ports, chat, { userId: "u2", body: `${index}` });
    }
    await read(chat, "u0", 102);
    expect(readers()).toEqual(["u2-socket"]);
  });

  it("is sent for no message of one's own, and for no other entry", async () => {
    const chat = await chatOf(2);
    await read(chat, "u1", 1);
    await storeMessage(ports, chat, { userId: "u1" });
    await read(chat, "u1", 2);
    expect(readers()).toEqual([]);
  });

  it("that cannot be sent does not fail the read", async () => {
    const chat = await chatOf(2);
    await storeMessage(ports, chat, { userId: "u0" });
    ports.chats.authorsAmong = async () => Promise.reject(new Error("no table"));
    expect(await read(chat, "u1", 2)).toEqual({ readSeq: 2, unreadCount: 0 });
    expect(ports.log.lines.map(({ message }) => message)).toEqual(["authors not read, nothing pushed"]);
  });
});
