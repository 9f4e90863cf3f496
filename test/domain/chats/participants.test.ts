import { beforeEach, describe, expect, it } from "vitest";
import {
  type AddParticipantsRequest,
  addParticipants,
} from "../../../functions/domain/chats/add-participants.ts";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { getChat } from "../../../functions/domain/chats/get-chat.ts";
import { listParticipants } from "../../../functions/domain/chats/list-participants.ts";
import { listMessages } from "../../../functions/domain/messages/list-messages.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { connection, memoryPorts, profile } from "../../support/memory-ports.ts";
import { unlimited } from "../../support/settings.ts";

let ports: ReturnType<typeof memoryPorts>;
let chat: { locationId: string; chatId: string };

beforeEach(async () => {
  ports = memoryPorts(["ana", "ben", "cara", "dan", "eli"]);
  const created = await createChat(ports, {
    locationId: "loc",
    creatorId: "ana",
    request: { participantIds: ["ben"] },
  });
  chat = { locationId: "loc", chatId: created.chat.id };
  await send("ana", "before");
});

const send = (userId: string, body: string) =>
  sendMessage(ports, unlimited, { chat, userId, request: { clientMessageId: `${userId} ${body}`, body } });

const add = (
  userId: string,
  userIds: string[],
  historyAccess: AddParticipantsRequest["historyAccess"] = "none",
) => addParticipants(ports, { chat, userId, request: { userIds, historyAccess } });

const seqsOf = async (userId: string) =>
  (await listMessages(ports, { chat, userId }, { limit: 100 })).entries.map(({ seq }) => seq);

describe("adding people", () => {
  it("with their history: they see what the adder sees, nothing of it unread", async () => {
    await add("ana", ["cara"], "full");
    expect(await seqsOf("cara")).toEqual([1, 2, 3]);
    expect(await getChat(ports, chat, "cara")).toMatchObject({
      firstVisibleSeq: 1,
      readSeq: 3,
      unreadCount: 0,
      lastMessageBody: "before",
    });
  });

  it("without: they begin with the entry that brings them in, and learn nothing of before", async () => {
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
    await send("ben", "after");
    expect(await getChat(ports, chat, "cara")).toMatchObject({ unreadCount: 1, lastMessageBody: "after" });
  });

  it("gives an accomplice with full history no more than the adder has", async () => {
    await add("ana", ["cara"]);
    await add("cara", ["dan"], "full");
    expect(await seqsOf("dan")).toEqual([3, 4]);
  });

  it("takes no reply to what one cannot see", async () => {
    await add("ana", ["cara"]);
    const reply = { clientMessageId: "r", body: "What?", replyToSeq: 2 };
    const refused = sendMessage(ports, unlimited, { chat, userId: "cara", request: reply });
    await expect(refused).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("leaves those who are in as they are, and writes nothing where all are", async () => {
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

  it("is all or nothing: one stranger, and nobody comes in", async () => {
    await expect(add("ana", ["cara", "zoe"])).rejects.toMatchObject({ code: "not_a_location_user" });
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
  });

  it("ends at 100", async () => {
    const many = Array.from({ length: 98 }, (_, index) => `u${index}`);
    for (const userId of many) ports.directory.users.set(userId, profile(userId));
    await add("ana", many);
    await expect(add("ana", ["cara"])).rejects.toMatchObject({ code: "too_many_participants" });
    expect(await add("ana", ["u0"])).toMatchObject({ joins: [{}, {}] });
  });

  it("is for participants only", async () => {
    await expect(add("dan", ["cara"])).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps everybody whom two add at the same time", async () => {
    await Promise.all([add("ana", ["cara"]), add("ben", ["dan", "cara"], "full"), add("ana", ["eli"])]);
    const { participants } = await listParticipants(ports, chat, "ana");
    expect(participants.map(({ userId }) => userId).sort()).toEqual(["ana", "ben", "cara", "dan", "eli"]);
    const added = ports.chats
      .log(chat.chatId)
      .flatMap(({ entry }) => (entry.kind === "participants_added" ? entry.userIds : []));
    expect(added.sort()).toEqual(["cara", "dan", "eli"]);
  });

  it("shows the newcomers the chat, then everybody the entry", async () => {
    ports.connections.connections = [connection("ben"), connection("cara")];
    await add("ana", ["cara"]);
    const seen = ports.push.posts.map(({ connectionId, event }) => `${connectionId} ${event.type}`);
    expect(seen).toEqual(["cara-socket chat", "ben-socket entry", "cara-socket entry"]);
  });

  it("tells of each participant who, when, by whom and how far they read", async () => {
    await add("ana", ["cara"]);
    ports.directory.users.set("ben", profile("ben", { deleted: true }));
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
