import { beforeEach, expect, it } from "vitest";
import { addParticipants } from "../../../functions/domain/chats/add-participants.ts";
import { listChats } from "../../../functions/domain/chats/list-chats.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { addPorts, listChatsPorts } from "../../support/chat-ports.ts";
import { here, profile } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof listChatsPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ports = listChatsPorts();
  ports.directory.add(profile("ben", { name: "Benoît Lefèvre" }));
  chat = await storeChat(ports, { subject: "Crème brûlée deal" });
  for (const body of ["One", "Two", "Three"]) await storeMessage(ports, chat, { body });
});

/** The number of a user's chats that a search finds. */
const found = async (query: string, userId = "ana") =>
  (await listChats(ports, { userId, locationId: "loc" }, { query, status: "all", limit: 20 })).chats.length;

it.each(["creme", "BRULEE", "benoit", "lefevre three", "deal Benoît", "hre", " ", ""])(
  "a search for %j finds the chat by subject, names of others or last message",
  async (query) => {
    expect(await found(query)).toBe(1);
  },
);

it.each(["two", "ana", "deal cara", "xyz"])("a search for %j finds nothing", async (query) => {
  expect(await found(query)).toBe(0);
});

it("a search finds no message before the history cutoff", async () => {
  const request = { userIds: ["cara"], historyAccess: "none" as const };
  const { chats, memberships } = ports;
  await addParticipants(
    { ...addPorts(), chats, memberships },
    { location: here, chat, userId: "ana", request },
  );
  expect([await found("three", "cara"), await found("three")]).toEqual([0, 1]);
  await storeMessage(ports, chat, { body: "Four" });
  expect(await found("four", "cara")).toBe(1);
});

it("a search goes by the names that the directory has now", async () => {
  ports.directory.add(profile("ben", { name: "Bernd" }));
  expect([await found("bernd"), await found("benoit")]).toEqual([1, 0]);
});
