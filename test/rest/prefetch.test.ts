import { beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../functions/domain/log/chat-header.ts";
import { attachmentOperations } from "../../functions/rest/attachments.ts";
import { chatOperations } from "../../functions/rest/chats.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { type OperationName, routes } from "../../functions/rest/routes.ts";
import { attachmentsApiPorts, chatsApiPorts } from "../support/api-ports.ts";
import { MemoryMemberships } from "../support/memory-memberships.ts";
import { RecordingReads } from "../support/recording-reads.ts";
import { callRest } from "../support/rest-call.ts";
import { type RestCall, userSession } from "../support/rest-event.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";

let reads: RecordingReads;

beforeEach(() => {
  reads = new RecordingReads();
});

/** A request of ana's to an operation on a chat. */
function requestTo(operation: OperationName, chat: ChatRef, input: Partial<RestCall>): RestCall {
  const { method, path: resource } = routes.find((route) => route.operation === operation) ?? routes[0];
  const ids = { ...chat, userId: "ben", attachmentId: "file" };
  const params = Object.fromEntries(Object.entries(ids).filter(([name]) => resource.includes(`{${name}}`)));
  return { method, resource, params, session: userSession("ana"), ...input };
}

/** Checks and use case have read what was prefetched: profile, location, and the operation's list. */
function expectPrefetched({ params }: RestCall, chatItems: readonly string[]) {
  const { locationId, chatId } = params ?? {};
  expect(reads.prefetches).toEqual([{ userId: "ana", actorId: null, locationId, chatId, chatItems }]);
  expect(reads.items).toEqual(["profile", "location", ...chatItems]);
}

describe("a request to the chats", () => {
  // Sends are limited, so that they read the membership.
  const operations = chatOperations({ version: "1" });

  const inputs: Record<Exclude<OperationName<"chats">, "getHealth">, [number, Partial<RestCall>]> = {
    createChat: [201, { body: { participantIds: ["ben"] } }],
    listChats: [200, {}],
    getChat: [200, {}],
    changeSubject: [200, { body: { subject: "New" } }],
    listParticipants: [200, {}],
    addParticipants: [200, { body: { userIds: ["cara"], historyAccess: "full" } }],
    removeParticipant: [405, {}],
    markRead: [200, { body: { seq: 2 } }],
    changeSettings: [200, { body: { muted: true } }],
    listMessages: [200, {}],
    sendMessage: [201, { body: { clientMessageId: "m", body: "Hi", replyToSeq: 2 } }],
  };
  const names = routes.flatMap(({ group, operation }) =>
    group === "chats" && operation !== "getHealth" ? [operation] : [],
  );

  it.each(names)("%s prefetches the items that it reads before its first write", async (name) => {
    const ports = chatsApiPorts();
    const chat = await storeChat(ports);
    await storeMessage(ports, chat, { userId: "ben" });
    const handle = restHandler({ group: "chats", operations, ports: reads.of(ports), allowedOrigins: [] });
    const [expected, input] = inputs[name];
    const request = requestTo(name, chat, input);
    const { status } = await callRest((event, context) => handle(event, context), request);
    expect(status).toBe(expected);
    expectPrefetched(request, operations[name].prefetch);
  });

  it("without a token prefetches and reads nothing", async () => {
    const ports = reads.of(chatsApiPorts());
    const handle = restHandler({ group: "chats", operations, ports, allowedOrigins: [] });
    const call = { method: "GET", resource: "/health" };
    expect((await callRest((event, context) => handle(event, context), call)).status).toBe(200);
    expect([reads.prefetches, reads.items]).toEqual([[], []]);
  });
});

describe("a request to the attachments", () => {
  const operations = attachmentOperations({ allowedTypes: new Map([["text/plain", new Set(["txt"])]]) });
  const file = { filename: "a.txt", contentType: "text/plain", size: 1 };

  const inputs: Record<OperationName<"attachments">, [number, Partial<RestCall>]> = {
    createAttachment: [201, { body: file }],
    getAttachment: [200, {}],
  };
  const names = routes.flatMap(({ group, operation }) => (group === "attachments" ? [operation] : []));

  it.each(names)("%s prefetches the items that it reads before its first write", async (name) => {
    const memberships = new MemoryMemberships();
    const ports = { ...attachmentsApiPorts(), memberships };
    ports.links.upload = async () => ({
      link: { method: "PUT", url: "https://put", headers: {} },
      expiresAt: 0,
    });
    ports.links.download = async () => ({ link: "https://get", expiresAt: 0 });
    ports.scan.resultOf = async () => "clean";
    const chat = await storeChat(ports);
    const attachment = {
      ...chat,
      ...file,
      attachmentId: "file",
      uploadedBy: "ana",
      dateAdded: "",
      usedSeq: 1,
    };
    await ports.attachments.add(attachment);
    const recorded = reads.of(ports);
    const handle = restHandler({ group: "attachments", operations, ports: recorded, allowedOrigins: [] });
    const [expected, input] = inputs[name];
    const request = requestTo(name, chat, input);
    const { status } = await callRest((event, context) => handle(event, context), request);
    expect(status).toBe(expected);
    expectPrefetched(request, operations[name].prefetch);
  });
});
