import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import type { CreateChatRequest } from "../../../functions/domain/chats/new-chat.ts";
import type { ErrorFrame, ServerEvent } from "../../../functions/domain/server-events.ts";
import { connection, memoryPorts, profile } from "../../support/memory-ports.ts";

const create = async (ports: ReturnType<typeof memoryPorts>, request: CreateChatRequest, creatorId = "ana") =>
  (await createChat(ports, { locationId: "loc", creatorId, request })).chat;

describe("createChat", () => {
  it("writes one entry, the roster with the creator in it, and everybody's membership", async () => {
    const ports = memoryPorts();
    const chat = await create(ports, { participantIds: ["ben", "ben", "ana"], subject: "Deal" });
    expect(chat).toMatchObject({
      type: 6,
      subject: "Deal",
      participantIds: ["ana", "ben"],
      createdBy: "ana",
      lastSeq: 1,
      firstVisibleSeq: 1,
      readSeq: 1,
      unreadCount: 0,
      lastMessageBody: null,
      lastMessageType: null,
    });
    expect(ports.chats.log(chat.id).map(({ entry }) => entry)).toMatchObject([
      { seq: 1, kind: "chat_created", userId: "ana", participantIds: ["ana", "ben"], subject: "Deal" },
    ]);
    expect([...ports.memberships.stored.keys()]).toEqual([`${chat.id}#ana`, `${chat.id}#ben`]);
  });

  it("takes a first message into the same transaction: unread for the others, read for the creator", async () => {
    const ports = memoryPorts();
    const chat = await create(ports, {
      participantIds: ["ben"],
      message: { body: "Hi", clientMessageId: "m" },
    });
    expect(chat).toMatchObject({
      lastSeq: 2,
      readSeq: 2,
      unreadCount: 0,
      lastMessageBody: "Hi",
      lastMessageUserId: "ana",
    });
    const head = await ports.chats.head({ locationId: "loc", chatId: chat.id });
    expect(head?.header).toMatchObject({ lastSeq: 2, messageCount: 1 });
    expect(await ports.memberships.find({ chatId: chat.id }, "ben")).toMatchObject({
      readSeq: 1,
      readMessageCount: 0,
    });
  });

  it("refuses a chat with oneself", async () => {
    const ports = memoryPorts();
    await expect(create(ports, { participantIds: ["ana", "ana"] })).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(ports.chats.stored.size).toBe(0);
  });

  it.each([
    ["nobody knows", "zoe", undefined],
    ["was deleted", "zoe", profile("zoe", { deleted: true })],
    ["is of another location", "zoe", profile("zoe", { locationIds: ["elsewhere"] })],
    ["is of the agency only", "zoe", profile("zoe", { type: "agency", locationIds: [] })],
  ])("refuses somebody who %s, and names them", async (_what, userId, stranger) => {
    const ports = memoryPorts();
    if (stranger) ports.directory.users.set(userId, stranger);
    const refused = create(ports, { participantIds: ["ben", userId] });
    await expect(refused).rejects.toMatchObject({
      code: "not_a_location_user",
      problems: ["zoe: is not a user of this location"],
    });
    expect(ports.chats.stored.size).toBe(0);
  });

  it("lets somebody of the agency start a chat with the location's users", async () => {
    const ports = memoryPorts();
    ports.directory.users.set("gus", profile("gus", { type: "agency", locationIds: [] }));
    const chat = await create(ports, { participantIds: ["ben"] }, "gus");
    expect(chat.participantIds).toEqual(["gus", "ben"]);
  });

  it("shows each one the chat as they see it, before its entries", async () => {
    const ports = memoryPorts();
    ports.connections.connections = [connection("ana"), connection("ben"), connection("cara")];
    await create(ports, { participantIds: ["ben"], message: { body: "Hi", clientMessageId: "m" } });
    const seen = (userId: string) =>
      ports.push.posts
        .filter(({ connectionId }) => connectionId === `${userId}-socket`)
        .map(({ event }) => describeEvent(event));
    expect(seen("ana")).toEqual(["unread 0", 1, 2]);
    expect(seen("ben")).toEqual(["unread 1", 1, 2]);
    expect(seen("cara")).toEqual([]);
  });

  it("stands although memberships and sockets could not be reached", async () => {
    const ports = memoryPorts();
    const fails = async () => {
      throw new Error("down");
    };
    ports.memberships.addMissing = fails;
    ports.connections.ofUsers = fails;
    const chat = await create(ports, { participantIds: ["ben"] });
    expect(ports.chats.log(chat.id)).toHaveLength(1);
    expect(ports.log.lines.map(({ level }) => level)).toContain("warn");
  });
});

function describeEvent(event: ServerEvent | ErrorFrame): string | number {
  if (event.type === "chat") return `unread ${event.chat.unreadCount}`;
  return event.type === "entry" ? event.entry.seq : event.type;
}

describe("createChat with an Idempotency-Key", () => {
  const creation = (request: CreateChatRequest, key = "k") => ({
    locationId: "loc",
    creatorId: "ana",
    request,
    key,
  });
  const contact = { type: "contact", id: "c1" } as const;
  const deal = { type: "opportunity", id: "o1" } as const;
  const message = { body: "Hi", clientMessageId: "m" };
  const wanted = { participantIds: ["ben", "cara"], message, records: [contact, deal] };

  it.each<[string, CreateChatRequest, CreateChatRequest]>([
    ["users in another order", wanted, { ...wanted, participantIds: ["cara", "ben"] }],
    ["a user twice, and the creator", wanted, { ...wanted, participantIds: ["ana", "ben", "cara", "ben"] }],
    ["records in another order", wanted, { ...wanted, records: [deal, contact] }],
    ["no subject as null", wanted, { ...wanted, subject: null }],
    ["no records as an empty list", { participantIds: ["ben"] }, { participantIds: ["ben"], records: [] }],
  ])("takes a request for the same with %s", async (_what, first, again) => {
    for (const [one, other] of [
      [first, again],
      [again, first],
    ] as const) {
      const ports = memoryPorts();
      const { chat } = await createChat(ports, creation(one));
      expect(await createChat(ports, creation(other))).toMatchObject({
        replayed: true,
        chat: { id: chat.id },
      });
    }
  });

  it.each<[string, CreateChatRequest]>([
    ["other users", { ...wanted, participantIds: ["ben"] }],
    ["a subject", { ...wanted, subject: "Deal" }],
    ["another text", { ...wanted, message: { ...message, body: "hi" } }],
    ["another key of the message", { ...wanted, message: { ...message, clientMessageId: "n" } }],
    ["no message", { participantIds: wanted.participantIds, records: wanted.records }],
    ["other records", { ...wanted, records: [contact] }],
    ["a record of another type", { ...wanted, records: [contact, { ...deal, type: "contact" }] }],
  ])("is a conflict for a request with %s", async (_what, other) => {
    const ports = memoryPorts();
    await createChat(ports, creation(wanted));
    await expect(createChat(ports, creation(other))).rejects.toMatchObject({ code: "conflict" });
  });

  it("tells requests apart exactly by whom they name, their subject, message and records", async () => {
    const requests = fc.record(
      {
        participantIds: fc
          .array(fc.constantFrom("ana", "ben", "cara"), { maxLength: 3 })
          .map((it) => ["ben", ...it]),
        subject: fc.constantFrom(null, "Deal"),
        records: fc.uniqueArray(fc.constantFrom(contact, deal)),
      },
      { requiredKeys: ["participantIds"] },
    );
    const meaning = ({ participantIds, subject, records = [] }: CreateChatRequest) =>
      JSON.stringify([participantIds.includes("cara"), subject ?? null, records.map(({ id }) => id).sort()]);
    await fc.assert(
      fc.asyncProperty(requests, requests, async (one, other) => {
        const ports = memoryPorts();
        await createChat(ports, creation(one));
        const again = createChat(ports, creation(other)).then(({ replayed }) => replayed);
        await expect(again.catch(() => false)).resolves.toBe(meaning(one) === meaning(other));
      }),
      { numRuns: 500 },
    );
  });
});
