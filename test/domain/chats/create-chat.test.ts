import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { changeSubject } from "../../../functions/domain/chats/change-subject.ts";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import type { CreateChatRequest } from "../../../functions/domain/chats/new-chat.ts";
import type { ErrorFrame, ServerEvent } from "../../../functions/domain/server-events.ts";
import { createPorts } from "../../support/chat-ports.ts";
import { connection } from "../../support/connections.ts";
import { agencyUser, here, profile } from "../../support/profiles.ts";

let ports: ReturnType<typeof createPorts>;

beforeEach(() => {
  ports = createPorts();
});

const create = async (request: CreateChatRequest, creatorId = "ana") =>
  (await createChat(ports, { location: here, creatorId, request })).chat;

const message = { body: "Hi", clientMessageId: "m" };

describe("createChat", () => {
  it("writes one entry, the roster with the creator, and a membership of each participant", async () => {
    const chat = await create({ participantIds: ["ben", "ben", "ana"], subject: "Deal" });
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

  it("writes a first message in the same transaction: read for the creator, unread for the others", async () => {
    const chat = await create({ participantIds: ["ben"], message });
    expect(chat).toMatchObject({
      lastSeq: 2,
      readSeq: 2,
      unreadCount: 0,
      lastMessageBody: "Hi",
      lastMessageUserId: "ana",
    });
    const head = await ports.chats.head({ locationId: "loc", chatId: chat.id }, "ana");
    expect(head?.header).toMatchObject({ lastSeq: 2, messageCount: 1 });
    expect(await ports.memberships.find({ chatId: chat.id }, "ben")).toMatchObject({
      readSeq: 1,
      readMessageCount: 0,
    });
  });

  it("counts the first message as sent", async () => {
    await create({ participantIds: ["ben"], message });
    expect(ports.metrics.counts.get("MessagesSent")).toBe(1);
  });

  it("refuses a chat with oneself only", async () => {
    await expect(create({ participantIds: ["ana", "ana"] })).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(ports.chats.stored.size).toBe(0);
  });

  it.each([
    ["an unknown user", "zoe", undefined],
    ["a deleted user", "zoe", profile("zoe", { deleted: true })],
    ["a user of another location", "zoe", profile("zoe", { locationIds: ["elsewhere"] })],
    ["a user of the agency", "zoe", agencyUser("zoe")],
  ])("refuses %s as a participant, and names them", async (_what, userId, stranger) => {
    if (stranger) ports.directory.add(stranger);
    const refused = create({ participantIds: ["ben", userId] });
    await expect(refused).rejects.toMatchObject({
      code: "not_a_location_user",
      problems: ["zoe: is not a user of this location"],
    });
    expect(ports.chats.stored.size).toBe(0);
  });

  it("lets a user of the agency start a chat with the location's users", async () => {
    ports.directory.add(agencyUser("gus"));
    const chat = await create({ participantIds: ["ben"] }, "gus");
    expect(chat.participantIds).toEqual(["gus", "ben"]);
  });

  it("pushes to each participant the chat as they see it, then its entries", async () => {
    ports.connections.connections = [connection("ana"), connection("ben"), connection("cara")];
    await create({ participantIds: ["ben"], message });
    const pushed = (userId: string) => ports.push.eventsOf(`${userId}-socket`).map(describeEvent);
    expect(pushed("ana")).toEqual(["unread 0", 1, 2]);
    expect(pushed("ben")).toEqual(["unread 1", 1, 2]);
    expect(pushed("cara")).toEqual([]);
  });

  it("succeeds although memberships cannot be written and connections cannot be read", async () => {
    const fail = async () => {
      throw new Error("down");
    };
    ports.memberships.addMissing = fail;
    ports.connections.ofUsers = fail;
    const chat = await create({ participantIds: ["ben"] });
    expect(ports.chats.log(chat.id)).toHaveLength(1);
    expect(ports.log.lines.map(({ level }) => level)).toContain("warn");
  });
});

describe("createChat with an Idempotency-Key", () => {
  const createWith = (key: string, subject: string, creatorId = "ana") =>
    createChat(ports, {
      location: here,
      creatorId,
      key,
      request: { participantIds: ["ben", "ana"], subject },
    });

  it("creates one chat, and answers a retry with that chat as it is now", async () => {
    const first = await createWith("k1", "Deal");
    const chat = { locationId: "loc", chatId: first.chat.id };
    await changeSubject(ports, { location: here, chat, userId: "ben", subject: "Renamed" });
    const again = await createWith("k1", "Deal");
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.chat).toMatchObject({ id: first.chat.id, subject: "Renamed" });
    expect(ports.chats.stored.size).toBe(1);
  });

  it("refuses another request under the same key", async () => {
    await createWith("k1", "Deal");
    await expect(createWith("k1", "Other deal")).rejects.toMatchObject({ code: "conflict" });
  });

  it("keeps the keys of different creators apart", async () => {
    await createWith("k1", "Deal");
    expect((await createWith("k1", "Deal", "cara")).replayed).toBe(false);
    expect((await createWith("k2", "Deal")).replayed).toBe(false);
  });

  it("creates one chat when two requests race", async () => {
    const [one, other] = await Promise.all([createWith("k1", "Deal"), createWith("k1", "Deal")]);
    expect(one.chat.id).toBe(other.chat.id);
    expect(ports.chats.stored.size).toBe(1);
  });
});

function describeEvent(event: ServerEvent | ErrorFrame): string | number {
  if (event.type === "chat") return `unread ${event.chat.unreadCount}`;
  return event.type === "entry" ? event.entry.seq : event.type;
}

describe("createChat with an Idempotency-Key", () => {
  const creation = (request: CreateChatRequest, key = "k") => ({
    location: here,
    creatorId: "ana",
    request,
    key,
  });
  const contact = { type: "contact", id: "c1" } as const;
  const deal = { type: "opportunity", id: "o1" } as const;
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
      const ports = createPorts();
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
    const ports = createPorts();
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
        const ports = createPorts();
        await createChat(ports, creation(one));
        const again = createChat(ports, creation(other)).then(({ replayed }) => replayed);
        await expect(again.catch(() => false)).resolves.toBe(meaning(one) === meaning(other));
      }),
      { numRuns: 500 },
    );
  });
});
