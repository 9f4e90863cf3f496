import { beforeEach, describe, expect, it } from "vitest";
import {
  type AddParticipantsRequest,
  addParticipants,
} from "../../../functions/domain/chats/add-participants.ts";
import { getChat } from "../../../functions/domain/chats/get-chat.ts";
import { listParticipants } from "../../../functions/domain/chats/list-participants.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { listMessages } from "../../../functions/domain/messages/list-messages.ts";
import { addPorts } from "../../support/chat-ports.ts";
import { connection } from "../../support/connections.ts";
import { here, profile } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof addPorts>;
let chat: ChatRef;

/** A chat of ana and ben with one message, seq 2. */
beforeEach(async () => {
  ports = addPorts(["ana", "ben", "cara", "dan", "eli"]);
  chat = await storeChat(ports);
  await storeMessage(ports, chat, { body: "before" });
});

const add = (
  userId: string,
  userIds: string[],
  historyAccess: AddParticipantsRequest["historyAccess"] = "none",
) => addParticipants(ports, { location: here, chat, userId, request: { userIds, historyAccess } });

const seqsOf = async (userId: string) =>
  (await listMessages(ports, { chat, userId }, { limit: 100 })).entries.map(({ seq }) => seq);

describe("addParticipants", () => {
  it("with history: shows new participants what the adder sees, and counts none of it as unread", async () => {
    await add("ana", ["cara"], "full");
    expect(await seqsOf("cara")).toEqual([1, 2, 3]);
    expect(await getChat(ports, chat, "cara")).toMatchObject({
      firstVisibleSeq: 1,
      readSeq: 3,
      unreadCount: 0,
      lastMessageBody: "before",
    });
  });

  it("without history: shows new participants the log from the entry that adds them", async () => {
    await add("ana", ["cara"]);
    expect(await seqsOf("cara")).toEqual([3]);
    expect(await getChat(ports, chat, "cara")).toMatchObject({
      firstVisibleSeq: 3,
      readSeq: 3,
      unreadCount: 0,
      lastMessageBody: null,
      lastMessageType: null,
      lastMessageDate: null,
      lastMessageUserId: null,
    });
    await storeMessage(ports, chat, { userId: "ben", body: "after" });
    expect(await getChat(ports, chat, "cara")).toMatchObject({ unreadCount: 1, lastMessageBody: "after" });
  });

  it("gives no more history than the adder has", async () => {
    await add("ana", ["cara"]);
    await add("cara", ["dan"], "full");
    expect(await seqsOf("dan")).toEqual([3, 4]);
  });

  it("leaves existing participants unchanged, and writes nothing where all exist", async () => {
    await add("ana", ["cara"]);
    await add("ana", ["ben", "cara", "dan", "dan"], "full");
    expect(ports.chats.log(chat.chatId).at(-1)?.entry).toMatchObject({
      userIds: ["dan"],
      historyAccess: "full",
    });
    expect(await seqsOf("cara")).toEqual([3, 4]);
    await add("ben", ["cara", "dan"], "full");
    expect(ports.chats.log(chat.chatId)).toHaveLength(4);
  });

  it("adds nobody where one is not a user of the location", async () => {
    await expect(add("ana", ["cara", "zoe"])).rejects.toMatchObject({ code: "not_a_location_user" });
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
  });

  it("refuses the 101st participant", async () => {
    const many = Array.from({ length: 98 }, (_, index) => `u${index}`);
    for (const userId of many) ports.directory.add(profile(userId));
    await add("ana", many);
    await expect(add("ana", ["cara"])).rejects.toMatchObject({ code: "too_many_participants" });
    expect(await add("ana", ["u0"])).toMatchObject({ joins: [{}, {}] });
  });

  it("answers not_found to a non-participant", async () => {
    await expect(add("dan", ["cara"])).rejects.toMatchObject({ code: "not_found" });
  });

  it("adds everybody once when requests race", async () => {
    await Promise.all([add("ana", ["cara"]), add("ben", ["dan", "cara"], "full"), add("ana", ["eli"])]);
    const { participants } = await listParticipants(ports, chat, "ana");
    expect(participants.map(({ userId }) => userId).sort()).toEqual(["ana", "ben", "cara", "dan", "eli"]);
    const added = ports.chats
      .log(chat.chatId)
      .flatMap(({ entry }) => (entry.kind === "participants_added" ? entry.userIds : []));
    expect(added.sort()).toEqual(["cara", "dan", "eli"]);
  });

  it("pushes the chat to new participants, then the entry to everybody", async () => {
    ports.connections.connections = [connection("ben"), connection("cara")];
    await add("ana", ["cara"]);
    const pushed = ports.push.posts.map(({ connectionId, event }) => `${connectionId} ${event.type}`);
    expect(pushed).toEqual(["cara-socket chat", "ben-socket entry", "cara-socket entry"]);
  });
});

describe("listParticipants", () => {
  it("shows each participant's name, adder, history access and read pointer, and whether they are deleted", async () => {
    await add("ana", ["cara"]);
    ports.directory.add(profile("ben", { deleted: true }));
    const { participants } = await listParticipants(ports, chat, "cara");
    expect(participants).toMatchObject([
      { userId: "ana", name: "ana Test", addedBy: "ana", historyAccess: "full", readSeq: 2, deleted: false },
      { userId: "ben", name: "ben Test", addedBy: "ana", historyAccess: "full", readSeq: 1, deleted: true },
      {
        userId: "cara",
        name: "cara Test",
        addedBy: "ana",
        historyAccess: "none",
        readSeq: 3,
        deleted: false,
      },
    ]);
  });
});
