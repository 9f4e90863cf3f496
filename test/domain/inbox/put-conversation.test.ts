import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { PutConversationRequest } from "../../../functions/domain/inbox/conversation.ts";
import { putConversation } from "../../../functions/domain/inbox/put-conversation.ts";
import { conversationUpdate, day } from "../../support/conversations.ts";
import { connection, memoryPorts, NOON, profile } from "../../support/memory-ports.ts";

let ports: ReturnType<typeof memoryPorts>;
let updates = 0;

const assignedOnly = { conversationsEnabled: true, assignedDataOnly: true };

beforeEach(() => {
  updates = 0;
  ports = memoryPorts(["ana"]);
  for (const userId of ["cara", "dora"]) {
    ports.directory.users.set(userId, profile(userId, { permissions: assignedOnly }));
  }
  ports.connections.connections = ["ana", "cara", "dora"].map((userId) =>
    connection(userId, { watching: true }),
  );
});

const put = (changes: Parameters<typeof conversationUpdate>[1] = {}) => {
  updates += 1;
  return putConversation(ports, conversationUpdate("c", { updatedAt: day(updates), ...changes }));
};

/** Who heard of the last update, and whether as of something gone. */
async function heard(changes: Parameters<typeof conversationUpdate>[1] = {}) {
  ports.push.posts.length = 0;
  expect(await put(changes)).toBe(true);
  return ports.push.posts.flatMap(({ connectionId, event }) => {
    if (event.type !== "conversation") return [];
    return connectionId.replace("-socket", event.conversation.deleted === true ? " gone" : "");
  });
}

describe("putConversation", () => {
  it("keeps the date of the first update as dateAdded, through deletion and return", async () => {
    await put();
    await put({ deleted: true });
    expect((await ports.conversations.find("c"))?.conversation).toBeUndefined();
    await put({ contactName: "Back" });
    expect((await ports.conversations.find("c"))?.conversation).toMatchObject({
      contactName: "Back",
      dateAdded: day(1),
      dateUpdated: day(3),
    });
  });

  it("applies nothing that is not newer, and tells nobody", async () => {
    await put();
    ports.push.posts.length = 0;
    expect(await put({ updatedAt: day(1) })).toBe(false);
    expect(ports.push.posts).toEqual([]);
  });

  it("tries again when somebody else was first, and gives up in the end", async () => {
    const { replace } = ports.conversations;
    let refusals = 3;
    ports.conversations.replace = async (change) => {
      refusals -= 1;
      return refusals < 0 && replace.call(ports.conversations, change);
    };
    expect(await put()).toBe(true);
    refusals = Number.POSITIVE_INFINITY;
    await expect(put()).rejects.toMatchObject({ code: "unavailable" });
    expect(ports.clock.time - NOON).toBeLessThan(11_000);
  });
});

describe("PutConversationRequest", () => {
  const { id: _id, ...update } = conversationUpdate("c", { assignedTo: "cara" });

  it("mends a text that was cut inside a character, and keeps the rest of the update", () => {
    const cut = { contactName: "Zoë 😀".slice(0, -1), lastMessageBody: "\ude00 Hi 🙏".slice(0, -1) };
    expect(PutConversationRequest.parse({ ...update, ...cut })).toMatchObject({
      assignedTo: "cara",
      contactName: "Zoë ",
      lastMessageBody: " Hi ",
    });
  });

  it("takes any text, leaves a well-formed one as it is, and of another one only halves of characters out", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom("\ud83d", "\ude00"),
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        const sent = { ...update, contactName: text, lastMessageBody: text };
        const { contactName, lastMessageBody } = PutConversationRequest.parse(sent);
        expect([contactName.isWellFormed(), lastMessageBody]).toEqual([true, contactName]);
        if (text.isWellFormed()) expect(contactName).toBe(text);
        else expect(text.toWellFormed().replaceAll("\ufffd", "")).toBe(contactName.replaceAll("\ufffd", ""));
      }),
      { numRuns: 1000 },
    );
  });

  it("counts code points of a name", () => {
    const isTaken = (contactName: string) =>
      PutConversationRequest.safeParse({ ...update, contactName }).success;
    expect([isTaken("😀".repeat(200)), isTaken("a".repeat(201))]).toEqual([true, false]);
  });
});

describe("watching sockets", () => {
  it("hear of a change when their user may see it before or after", async () => {
    expect(await heard({ assignedTo: "cara" })).toEqual(["ana", "cara"]);
    expect(await heard({ assignedTo: "dora" })).toEqual(["ana", "cara", "dora"]);
    expect(await heard({ assignedTo: null, followers: ["cara"] })).toEqual(["ana", "cara", "dora"]);
    expect(await heard({ assignedTo: null })).toEqual(["ana", "cara"]);
    expect(await heard()).toEqual(["ana"]);
  });

  it("hear of a deletion when their user could see it, as of something gone", async () => {
    await put({ assignedTo: "cara", lastMessageBody: "Before" });
    expect(await heard({ assignedTo: "dora", deleted: true })).toEqual(["ana gone", "cara gone"]);
    expect(ports.push.posts[0]?.event).toMatchObject({
      conversation: { id: "c", lastMessageBody: "Before", dateUpdated: day(2), deleted: true },
    });
    expect(await heard({ deleted: true })).toEqual([]);
  });

  it("of the location it left hear that it is gone, and nothing of what becomes of it", async () => {
    ports.directory.locations.set("other", {
      locationId: "other",
      companyId: "acme",
      name: "Other",
      updatedAt: "",
    });
    ports.directory.users.set("eve", profile("eve", { locationIds: ["other"] }));
    ports.connections.connections.push(connection("eve", { locationId: "other", watching: true }));
    await put({ lastMessageBody: "Ours" });
    expect(await heard({ locationId: "other", lastMessageBody: "Theirs" })).toEqual(["ana gone", "eve"]);
    const [toAna, toEve] = ports.push.posts.map(({ event }) => event);
    expect(toAna).toMatchObject({ conversation: { locationId: "loc", lastMessageBody: "Ours" } });
    expect(toEve).toMatchObject({ conversation: { locationId: "other", lastMessageBody: "Theirs" } });
  });

  it("may be of a Login-As session, not of who lost access; expired and over-age ones are closed", async () => {
    const off = { conversationsEnabled: false, assignedDataOnly: false };
    ports.directory.users.set("off", profile("off", { permissions: off }));
    ports.directory.users.set("gone", profile("gone", { deleted: true }));
    ports.directory.users.set("away", profile("away", { locationIds: ["other"] }));
    ports.directory.users.set("gus", profile("gus", { type: "agency", locationIds: [] }));
    ports.directory.users.set("ned", profile("ned", { type: "agency", locationIds: [], companyId: "x" }));
    const watching = { watching: true };
    ports.connections.connections = [
      connection("ana", { ...watching, loginAs: true }),
      connection("ana", { connectionId: "expired", ...watching, expiresAt: NOON / 1000 }),
      connection("ana", { connectionId: "old", ...watching, connectedAt: NOON - 2 * 3600_000 }),
      connection("ana", { connectionId: "silent" }),
      ...["off", "gone", "away", "gus", "ned", "unknown"].map((it) => connection(it, watching)),
    ];
    expect(await heard()).toEqual(["ana", "gus"]);
    expect(ports.push.closed).toEqual(["expired", "old"]);
  });

  it("that are gone are forgotten, and no failure undoes the change", async () => {
    ports.push.gone.add("ana-socket");
    expect(await heard()).toEqual([]);
    expect(ports.connections.connections.map(({ userId }) => userId)).toEqual(["cara", "dora"]);
    ports.connections.watching = async () => Promise.reject(new Error("no table"));
    expect(await put()).toBe(true);
    expect(ports.log.lines.map(({ message }) => message)).toEqual(["watchers not read, nothing pushed"]);
  });
});

describe("PutConversationRequest", () => {
  const { id: _id, ...body } = conversationUpdate("c");

  it("keeps the start of an email, so that its assignment is not lost", () => {
    const parsed = PutConversationRequest.parse({ ...body, lastMessageBody: "😀".repeat(6000) });
    expect(parsed.lastMessageBody).toBe("😀".repeat(5000));
  });

  it.each([
    ["21 followers", { followers: Array.from({ length: 21 }, () => "ana") }],
    ["a negative count", { unreadCount: -1 }],
    ["no owner at all", { assignedTo: undefined }],
    ["an owner of another shape", { assignedTo: "a#b" }],
    ["a time without a zone", { lastMessageDate: "2026-01-01T00:00:00" }],
    ["an unknown field", { colour: "red" }],
  ])("refuses %s", (_what, changes) => {
    expect(PutConversationRequest.safeParse({ ...body, ...changes }).success).toBe(false);
  });
});
