import { describe, expect, it } from "vitest";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import type { Entry } from "../../../functions/domain/log/entry.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import {
  defaultPreferences,
  type NotificationPreferences,
} from "../../../functions/domain/notifications/preferences.ts";
import {
  type NotificationFacts,
  notificationsFor,
} from "../../../functions/domain/notifications/recipients.ts";
import { memoryPorts, NOON, profile } from "../../support/memory-ports.ts";
import { unlimited } from "../../support/settings.ts";

const wanting = (internalChat: NotificationPreferences["internalChat"]) => ({
  ...defaultPreferences,
  internalChat,
});

interface Given extends NotificationFacts {
  readonly entry: Entry;
}

/** A chat of ana, ben and cara with one message by ana, and the facts that decide who is notified of an entry. */
async function facts(entrySeq: 1 | 2, changes: Partial<NotificationFacts> = {}): Promise<Given> {
  const ports = memoryPorts();
  const {
    chat: { id },
  } = await createChat(ports, {
    locationId: "loc",
    creatorId: "ana",
    request: { participantIds: ["ben", "cara"], subject: "Deal" },
  });
  const chat = { locationId: "loc", chatId: id };
  await sendMessage(ports, unlimited, {
    chat,
    userId: "ana",
    request: { clientMessageId: "m", body: "Hello" },
  });
  const head = await ports.chats.head(chat);
  const location = await ports.directory.location("loc");
  if (head === undefined || location === undefined) throw new Error("no chat");
  return {
    entry: entryAt(ports.chats.log(id), entrySeq),
    heads: [head],
    memberships: await ports.memberships.ofChat(chat, ["ana", "ben", "cara"]),
    locations: [location],
    profiles: [...ports.directory.users.values()],
    settings: new Map(),
    feature: ports.feature,
    now: NOON,
    ...changes,
  };
}

function entryAt(log: readonly { entry: Entry }[], seq: number): Entry {
  const found = log.find(({ entry }) => entry.seq === seq);
  if (found === undefined) throw new Error(`no entry ${seq}`);
  return found.entry;
}

type Join = NotificationFacts["heads"][number]["roster"]["joins"][number];

/** The joins in which one user came at the third entry, without the history before it. */
function laterWithoutHistory(join: Join, userId: string): Join[] {
  const others = join.userIds.filter((it) => it !== userId);
  return [
    { ...join, userIds: others },
    { ...join, userIds: [userId], historyFromSeq: 3 },
  ];
}

const notificationsOf = ({ entry, ...given }: Given) =>
  notificationsFor([{ entry, messageCount: 1 }], given).flat();
const notified = (given: Given) => notificationsOf(given).map(({ userId }) => userId);

describe("notificationsFor", () => {
  it("tells the others of a message, with what a subscriber needs", async () => {
    const given = await facts(2);
    const [first, second] = notificationsOf(given);
    expect(second?.userId).toBe("cara");
    expect(first).toEqual({
      version: 1,
      event: "message",
      userId: "ben",
      locationId: "loc",
      chatId: given.entry.chatId,
      seq: 2,
      senderId: "ana",
      senderName: "ana Test",
      subject: "Deal",
      preview: "Hello",
      quiet: false,
      dateAdded: given.entry.dateAdded,
      dedupeId: `${given.entry.chatId}.2.message.ben`,
    });
  });

  it("tells those who came in by it of a creation, without a text", async () => {
    const due = notificationsOf(await facts(1));
    expect(due.map(({ userId, event, preview }) => [userId, event, preview])).toEqual([
      ["ben", "added", ""],
      ["cara", "added", ""],
    ]);
  });

  it.each([
    ["every_message", ["added", "message"]],
    ["added_only", ["added"]],
    ["none", []],
  ] as const)("keeps to the preference %s", async (preference, events) => {
    const settings = new Map([
      ["ben", { preferences: wanting(preference) }],
      ["cara", { preferences: wanting("none") }],
    ]);
    const due = [await facts(1, { settings }), await facts(2, { settings })].flatMap(notificationsOf);
    expect(due.map(({ event }) => event)).toEqual(events);
  });

  it("goes by every_message and no quiet hours where nothing was chosen", async () => {
    const settings = new Map([["ben", { preferences: undefined }]]);
    const due = [await facts(1, { settings }), await facts(2, { settings })].flatMap(notificationsOf);
    expect(due.map(({ userId, event, quiet }) => [userId, event, quiet])).toEqual([
      ["ben", "added", false],
      ["cara", "added", false],
      ["ben", "message", false],
      ["cara", "message", false],
    ]);
  });

  it("cuts the text where no character as people see it is broken", async () => {
    const given = await facts(2);
    const family = "👨‍👩‍👧‍👦"; // 25 bytes, one character
    if (given.entry.kind !== "message") throw new Error("no message");
    const due = notificationsOf({ ...given, entry: { ...given.entry, body: family.repeat(20) } });
    expect(due[0]?.preview).toBe(family.repeat(16)); // 400 bytes
  });

  it.each([
    ["deleted", { deleted: true }],
    ["moved out", { locationIds: [] }],
    ["without conversations", { permissions: { conversationsEnabled: false, assignedDataOnly: false } }],
  ])("leaves out somebody %s", async (_what, changes) => {
    const profiles = [profile("ana"), profile("ben", changes), profile("cara")];
    expect(notified(await facts(2, { profiles }))).toEqual(["cara"]);
  });

  it("leaves out who muted the chat, and who has read so far", async () => {
    const given = await facts(2);
    const memberships = given.memberships.map((it) => ({
      ...it,
      muted: it.userId === "ben",
      readSeq: it.userId === "cara" ? 2 : it.readSeq,
    }));
    expect(notified({ ...given, memberships })).toEqual([]);
  });

  it("leaves out who muted the chat before they are told that they came in", async () => {
    const given = await facts(1);
    const memberships = given.memberships.map((it) => ({ ...it, muted: it.userId === "ben" }));
    expect(notified({ ...given, memberships })).toEqual(["cara"]);
  });

  it("leaves out who came later without the history", async () => {
    const given = await facts(2);
    const heads = given.heads.map(({ header, roster }) => ({
      header,
      roster: { ...roster, joins: roster.joins.flatMap((join) => laterWithoutHistory(join, "ben")) },
    }));
    expect(notified({ ...given, heads })).toEqual(["cara"]);
  });

  it("is quiet in one's quiet hours only", async () => {
    const quietHours = { start: "11:00", end: "13:00", timeZone: "UTC" };
    const settings = new Map([["ben", { preferences: { ...defaultPreferences, quietHours } }]]);
    const due = notificationsOf(await facts(2, { settings }));
    expect(due.map(({ quiet }) => quiet)).toEqual([true, false]);
  });
});
