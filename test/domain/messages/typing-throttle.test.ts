import { beforeEach, expect, it } from "vitest";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { pushTyping } from "../../../functions/domain/messages/push-typing.ts";
import { TypingThrottle } from "../../../functions/domain/messages/typing-throttle.ts";
import { pushPorts } from "../../support/connection-ports.ts";
import { connection } from "../../support/connections.ts";
import { MemoryChatStore } from "../../support/memory-chat-store.ts";
import { MemoryMemberships } from "../../support/memory-memberships.ts";
import { here } from "../../support/profiles.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof typingPorts>;
let chat: ChatRef;

function typingPorts() {
  const push = pushPorts();
  const chats = new MemoryChatStore();
  return { ...push, chats, memberships: new MemoryMemberships(), typing: new TypingThrottle(push.clock) };
}

beforeEach(async () => {
  ports = typingPorts();
  chat = await storeChat(ports);
  ports.connections.connections = [connection("ana"), connection("ben")];
});

const type = (active: boolean, changes: { userId?: string; chat?: ChatRef } = {}) =>
  pushTyping(ports, { location: here, chat, userId: "ana", active, ...changes });
const pushed = () => ports.push.eventsOf("ben-socket").map((it) => it.type === "typing" && it.active);

it("a typing event is pushed once in 3 seconds", async () => {
  for (let frame = 0; frame < 100; frame += 1) await type(true);
  expect(pushed()).toEqual([true]);
  ports.clock.time += 2999;
  await type(true);
  expect(pushed()).toEqual([true]);
  ports.clock.time += 1;
  await type(true);
  expect(pushed()).toEqual([true, true]);
});

it("each value of `active` is pushed by itself, and so is each user's and each chat's", async () => {
  await type(true);
  await type(false);
  await type(true);
  expect(pushed()).toEqual([true, false]);
  await type(true, { chat: await storeChat(ports) });
  await type(true, { userId: "ben" });
  expect(ports.push.posts).toHaveLength(4);
});

it("a dropped event reads no connections", async () => {
  await type(true);
  ports.connections.ofUsers = async () => Promise.reject(new Error("read"));
  await type(true);
  expect(ports.log.lines).toEqual([]);
});

it("a non-participant gets not_found, also for an event that is dropped", async () => {
  for (let frame = 0; frame < 2; frame += 1) {
    await expect(type(true, { userId: "cara" })).rejects.toMatchObject({ code: "not_found" });
  }
});
