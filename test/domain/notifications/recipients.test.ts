import { describe, expect, it } from "vitest";
import type { Entry } from "../../../functions/domain/log/entry.ts";
import { entryAt } from "../../../functions/domain/log/entry-at.ts";
import {
  defaultPreferences,
  type NotificationPreferences,
} from "../../../functions/domain/notifications/preferences.ts";
import {
  type NotificationFacts,
  notificationsFor,
} from "../../../functions/domain/notifications/recipients.ts";
import { NOON } from "../../support/fake-clock.ts";
import { MemoryChatStore } from "../../support/memory-chat-store.ts";
import { MemoryMemberships } from "../../support/memory-memberships.ts";
import { location, profile } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

const preferring = (internalChat: NotificationPreferences["internalChat"]) => ({
  ...defaultPreferences,
  internalChat,
});

interface Given extends NotificationFacts {
  readonly entry: Entry;
}

/** An entry of a chat of ana, ben and cara with one message by ana (seq 2), and the facts that decide on recipients. */
async function facts(seq: 1 | 2, changes: Partial<NotificationFacts> = {}): Promise<Given> {
  const stores = { chats: new MemoryChatStore(), memberships: new MemoryMemberships() };
  const userIds = ["ana", "ben", "cara"];
  const chat = await storeChat(stores, { userIds, subject: "Deal" });
  await storeMessage(stores, chat);
  const head = await stores.chats.head(chat, "ana");
  const found = await entryAt(stores, { chat, participant: { historyFromSeq: 1 } }, seq);
  if (head === undefined || found === undefined) throw new Error("no chat");
  return {
    entry: found.entry,
    heads: [head],
    memberships: await stores.memberships.ofChat(chat, userIds),
    locations: [location("loc")],
    openLocations: new Set(["loc"]),
    profiles: userIds.map((userId) => profile(userId)),
    settings: new Map(),
    now: NOON,
    ...changes,
  };
}

type Join = NotificationFacts["heads"][number]["roster"]["joins"][number];

/** The joins as if a user had come with the third entry, without history. */
function laterWithoutHistory(join: Join, userId: string): Join[] {
  const others = join.userIds.filter((it) => it !== userId);
  return [
    { ...join, userIds: others },
    { ...join, userIds: [userId], historyFromSeq: 3 },
  ];
}

const notificationsOf = ({ entry, ...given }: Given) =>
  notificationsFor([{ entry, messageCount: 1 }], given).flat();
const recipientsOf = (given: Given) => notificationsOf(given).map(({ userId }) => userId);

describe("notificationsFor", () => {
  it("notifies the other participants of a message, with the fields that subscribers need", async () => {
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

  it("notifies the new participants of a creation, without a preview", async () => {
    const notifications = notificationsOf(await facts(1));
    expect(notifications.map(({ userId, event, preview }) => [userId, event, preview])).toEqual([
      ["ben", "added", ""],
      ["cara", "added", ""],
    ]);
  });

  it.each([
    ["every_message", ["added", "message"]],
    ["added_only", ["added"]],
    ["none", []],
  ] as const)("follows the preference %s", async (preference, events) => {
    const settings = new Map([
      ["ben", { preferences: preferring(preference) }],
      ["cara", { preferences: preferring("none") }],
    ]);
    const notifications = [await facts(1, { settings }), await facts(2, { settings })].flatMap(
      notificationsOf,
    );
    expect(notifications.map(({ event }) => event)).toEqual(events);
  });

  it("defaults to every_message without quiet hours", async () => {
    const settings = new Map([["ben", { preferences: undefined }]]);
    const notifications = [await facts(1, { settings }), await facts(2, { settings })].flatMap(
      notificationsOf,
    );
    expect(notifications.map(({ userId, event, quiet }) => [userId, event, quiet])).toEqual([
      ["ben", "added", false],
      ["cara", "added", false],
      ["ben", "message", false],
      ["cara", "message", false],
    ]);
  });

  it("cuts the preview between graphemes", async () => {
    const given = await facts(2);
    const family = "👨‍👩‍👧‍👦"; // 25 bytes, one grapheme
    if (given.entry.kind !== "message") throw new Error("no message");
    const notifications = notificationsOf({ ...given, entry: { ...given.entry, body: family.repeat(20) } });
    expect(notifications[0]?.preview).toBe(family.repeat(16)); // 400 bytes
  });

  it.each([
    ["a deleted user", { deleted: true }],
    ["a user who left the location", { locationIds: [] }],
    [
      "a user without conversations",
      { permissions: { conversationsEnabled: false, assignedDataOnly: false } },
    ],
  ])("leaves out %s", async (_what, changes) => {
    const profiles = [profile("ana"), profile("ben", changes), profile("cara")];
    expect(recipientsOf(await facts(2, { profiles }))).toEqual(["cara"]);
  });

  it("leaves out users who muted the chat or have read the message", async () => {
    const given = await facts(2);
    const memberships = given.memberships.map((it) => ({
      ...it,
      muted: it.userId === "ben",
      readSeq: it.userId === "cara" ? 2 : it.readSeq,
    }));
    expect(recipientsOf({ ...given, memberships })).toEqual([]);
  });

  it("leaves out users who muted the chat before the notification that they were added", async () => {
    const given = await facts(1);
    const memberships = given.memberships.map((it) => ({ ...it, muted: it.userId === "ben" }));
    expect(recipientsOf({ ...given, memberships })).toEqual(["cara"]);
  });

  it("leaves out participants whose history cutoff is after the message", async () => {
    const given = await facts(2);
    const heads = given.heads.map(({ header, roster }) => ({
      header,
      roster: { ...roster, joins: roster.joins.flatMap((join) => laterWithoutHistory(join, "ben")) },
    }));
    expect(recipientsOf({ ...given, heads })).toEqual(["cara"]);
  });

  it("marks a notification as quiet in its recipient's quiet hours", async () => {
    const quietHours = { start: "11:00", end: "13:00", timeZone: "UTC" };
    const settings = new Map([["ben", { preferences: { ...defaultPreferences, quietHours } }]]);
    const notifications = notificationsOf(await facts(2, { settings }));
    expect(notifications.map(({ quiet }) => quiet)).toEqual([true, false]);
  });
});
