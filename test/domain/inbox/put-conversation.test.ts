import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { PutConversationRequest } from "../../../functions/domain/inbox/conversation.ts";
import { putConversation } from "../../../functions/domain/inbox/put-conversation.ts";
import { connection } from "../../support/connections.ts";
import { conversationUpdate, day } from "../../support/conversations.ts";
import { NOON } from "../../support/fake-clock.ts";
import { putConversationPorts } from "../../support/inbox-ports.ts";
import { agencyUser, location, profile } from "../../support/profiles.ts";

let ports: ReturnType<typeof putConversationPorts>;
let updates = 0;

const assignedOnly = { conversationsEnabled: true, assignedDataOnly: true };

beforeEach(() => {
  updates = 0;
  ports = putConversationPorts(["ana"]);
  for (const userId of ["cara", "dora"]) {
    ports.directory.add(profile(userId, { permissions: assignedOnly }));
  }
  ports.connections.connections = ["ana", "cara", "dora"].map((userId) =>
    connection(userId, { watching: true }),
  );
});

const put = (changes: Parameters<typeof conversationUpdate>[1] = {}) => {
  updates += 1;
  return putConversation(ports, conversationUpdate("c", { updatedAt: day(updates), ...changes }));
};

/** Applies an update. @returns the users to whom it was pushed, with "deleted" where it was marked so */
async function pushedTo(changes: Parameters<typeof conversationUpdate>[1] = {}) {
  ports.push.posts.length = 0;
  expect(await put(changes)).toBe(true);
  return ports.push.posts.flatMap(({ connectionId, event }) => {
    if (event.type !== "conversation") return [];
    return connectionId.replace("-socket", event.conversation.deleted === true ? " deleted" : "");
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

  it("applies and pushes no update that is not newer", async () => {
    await put();
    ports.push.posts.length = 0;
    expect(await put({ updatedAt: day(1) })).toBe(false);
    expect(ports.push.posts).toEqual([]);
  });

  it("tries again after another update came first, and gives up within 11 seconds", async () => {
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

describe("a push of putConversation", () => {
  it("goes to watchers who may see the conversation before or after the change", async () => {
    expect(await pushedTo({ assignedTo: "cara" })).toEqual(["ana", "cara"]);
    expect(await pushedTo({ assignedTo: "dora" })).toEqual(["ana", "cara", "dora"]);
    expect(await pushedTo({ assignedTo: null, followers: ["cara"] })).toEqual(["ana", "cara", "dora"]);
    expect(await pushedTo({ assignedTo: null })).toEqual(["ana", "cara"]);
    expect(await pushedTo()).toEqual(["ana"]);
  });

  it("is marked deleted for watchers who could see a deleted conversation", async () => {
    await put({ assignedTo: "cara", lastMessageBody: "Before" });
    expect(await pushedTo({ assignedTo: "dora", deleted: true })).toEqual(["ana deleted", "cara deleted"]);
    expect(ports.push.posts[0]?.event).toMatchObject({
      conversation: { id: "c", lastMessageBody: "Before", dateUpdated: day(2), deleted: true },
    });
    expect(await pushedTo({ deleted: true })).toEqual([]);
  });

  it("is marked deleted in the location that a conversation left, with its last state there", async () => {
    ports.directory.addLocation(location("other"));
    ports.directory.add(profile("eve", { locationIds: ["other"] }));
    ports.connections.connections.push(connection("eve", { locationId: "other", watching: true }));
    await put({ lastMessageBody: "Ours" });
    expect(await pushedTo({ locationId: "other", lastMessageBody: "Theirs" })).toEqual([
      "ana deleted",
      "eve",
    ]);
    const [toAna, toEve] = ports.push.posts.map(({ event }) => event);
    expect(toAna).toMatchObject({ conversation: { locationId: "loc", lastMessageBody: "Ours" } });
    expect(toEve).toMatchObject({ conversation: { locationId: "other", lastMessageBody: "Theirs" } });
  });

  it("goes to Login-As sessions, not to users without access, and closes inactive connections", async () => {
    const off = { conversationsEnabled: false, assignedDataOnly: false };
    ports.directory.add(profile("off", { permissions: off }));
    ports.directory.add(profile("gone", { deleted: true }));
    ports.directory.add(profile("away", { locationIds: ["other"] }));
    ports.directory.add(agencyUser("gus"));
    ports.directory.add(agencyUser("ned", { companyId: "x" }));
    const watching = { watching: true };
    ports.connections.connections = [
      connection("ana", { ...watching, actorId: "gus" }),
      connection("ana", { connectionId: "expired", ...watching, expiresAt: NOON / 1000 }),
      connection("ana", { connectionId: "old", ...watching, connectedAt: NOON - 2 * 3600_000 }),
      connection("ana", { connectionId: "not-watching" }),
      ...["off", "gone", "away", "gus", "ned", "unknown"].map((it) => connection(it, watching)),
    ];
    expect(await pushedTo()).toEqual(["ana", "gus"]);
    expect(ports.push.closed).toEqual(["expired", "old"]);
  });

  it("forgets connections that are gone", async () => {
    ports.push.gone.add("ana-socket");
    expect(await pushedTo()).toEqual([]);
    expect(ports.connections.connections.map(({ userId }) => userId)).toEqual(["cara", "dora"]);
  });

  it("leaves the update applied where watchers cannot be read", async () => {
    ports.connections.watching = async () => Promise.reject(new Error("no table"));
    expect(await put()).toBe(true);
    expect(ports.log.lines.map(({ message }) => message)).toEqual(["watchers not read, nothing pushed"]);
  });
});

describe("PutConversationRequest", () => {
  const { id: _id, ...body } = conversationUpdate("c");

  it("cuts a last message after 5,000 code points, rather than refuse the update", () => {
    const parsed = PutConversationRequest.parse({ ...body, lastMessageBody: "😀".repeat(6000) });
    expect(parsed.lastMessageBody).toBe("😀".repeat(5000));
  });

  it.each([
    ["21 followers", { followers: Array.from({ length: 21 }, () => "ana") }],
    ["a negative count", { unreadCount: -1 }],
    ["a missing owner", { assignedTo: undefined }],
    ["an invalid owner id", { assignedTo: "a#b" }],
    ["a time without a time zone", { lastMessageDate: "2026-01-01T00:00:00" }],
    ["an unknown field", { colour: "red" }],
  ])("refuses %s", (_what, changes) => {
    expect(PutConversationRequest.safeParse({ ...body, ...changes }).success).toBe(false);
  });
});
