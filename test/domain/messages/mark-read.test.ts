import { beforeEach, describe, expect, it } from "vitest";
import { getChat } from "../../../functions/domain/chats/get-chat.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { markRead } from "../../../functions/domain/messages/mark-read.ts";
import { connection } from "../../support/connections.ts";
import { markReadPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof markReadPorts>;
let chat: ChatRef;

/** A chat of ana and ben with three messages by ana, seq 2 to 4. */
beforeEach(async () => {
  ports = markReadPorts();
  chat = await storeChat(ports);
  for (const body of ["One", "Two", "Three"]) await storeMessage(ports, chat, { body });
});

const read = (seq: number, userId = "ben") => markRead(ports, { location: here, chat, userId, seq });

describe("markRead", () => {
  it("moves the read pointer forward, never back, and counts the messages left", async () => {
    expect(await read(3)).toEqual({ readSeq: 3, unreadCount: 1 });
    expect(await read(2)).toEqual({ readSeq: 3, unreadCount: 1 });
    expect(await read(4)).toEqual({ readSeq: 4, unreadCount: 0 });
    expect(await getChat(ports, chat, "ben")).toMatchObject({ readSeq: 4, unreadCount: 0 });
  });

  it("refuses a seq beyond the last entry", async () => {
    await expect(read(5)).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("answers not_found to a non-participant", async () => {
    await expect(read(2, "cara")).rejects.toMatchObject({ code: "not_found" });
  });

  it("pushes a moved pointer to the author, and an unmoved one to nobody", async () => {
    ports.connections.connections = [connection("ana"), connection("ben"), connection("cara")];
    await read(3);
    await read(3);
    expect(ports.push.posts.map(({ connectionId }) => connectionId)).toEqual(["ana-socket"]);
    expect(ports.push.posts[0]?.event).toEqual({ type: "read", chatId: chat.chatId, userId: "ben", seq: 3 });
  });

  it("moves the pointer of a membership that was never written", async () => {
    ports.memberships.stored.clear();
    expect(await read(3)).toEqual({ readSeq: 3, unreadCount: 1 });
  });
});
