import { describe, expect, it } from "vitest";
import { checkAll } from "../../torture/checks/check-all.ts";
import { emptyHistory, type History, type Mute } from "../../torture/history.ts";
import type { StoredChat, StoredEntry } from "../../torture/stored-chats.ts";

const base = { chatId: "c", locationId: "l", dateAdded: "2026-01-01T00:00:00.000Z" };
const message = (seq: number, body: string) =>
  ({
    ...base,
    seq,
    kind: "message",
    userId: "ana",
    body,
    clientMessageId: body,
    messageCount: seq < 4 ? 1 : 2,
  }) as const;

/** Ana creates a chat with ben, sends a message, adds cara without history, and sends another message. */
const log: readonly StoredEntry[] = [
  { ...base, seq: 1, kind: "chat_created", userId: "ana", participantIds: ["ana", "ben"], messageCount: 0 },
  message(2, "one"),
  {
    ...base,
    seq: 3,
    kind: "participants_added",
    userId: "ana",
    userIds: ["cara"],
    historyAccess: "none",
    messageCount: 1,
  },
  message(4, "two"),
];

function stored(changes: Partial<StoredChat> = {}): StoredChat {
  const join = (seq: number, userIds: string[]) => ({ seq, userIds, historyFromSeq: seq });
  return {
    chatId: "c",
    header: { lastSeq: 4, messageCount: 2 },
    roster: { createdBy: "ana", joins: [join(1, ["ana", "ben"]), join(3, ["cara"])] },
    entries: [...log],
    memberships: new Map([
      ["ana", { readSeq: 4, readMessageCount: 2, muted: false }],
      ["ben", { readSeq: 1, readMessageCount: 0, muted: false }],
      ["cara", { readSeq: 3, readMessageCount: 1, muted: false }],
    ]),
    ...changes,
  };
}

const seenEntry = (entry: StoredEntry) => {
  const { messageCount: _, ...seen } = entry;
  return seen;
};

/** An entry event, at `seq` seconds. */
const entryEvent = (entry: StoredEntry) => ({
  type: "entry" as const,
  at: entry.seq * 1000,
  entry: seenEntry(entry),
});

const seenChat = {
  id: "c",
  lastSeq: 4,
  readSeq: 1,
  unreadCount: 2,
  firstVisibleSeq: 1,
  lastMessageBody: "two",
};
const readSeqs = { ana: 4, ben: 1, cara: 3 };

function history(): History {
  const device = (userId: string, from: number) => ({
    userId,
    device: userId,
    events: [
      { type: "chat" as const, at: 0, chat: { ...seenChat, readSeq: from }, afterSeq: from - 1 },
      ...log.slice(from - 1).map(entryEvent),
    ],
  });
  const sent = (entry: StoredEntry) => ({
    userId: "ana",
    device: "ana",
    chatId: "c",
    body: String(entry.body),
    requestedAt: entry.seq * 1000,
    acknowledged: seenEntry(entry),
  });
  const notify = (seq: number, event: "added" | "message", userId: string) =>
    [
      `c.${seq}.${event}.${userId} ${userId}`,
      {
        ...{ event, userId, chatId: "c", seq, senderId: "ana", quiet: false, receivedAt: seq * 1000 },
        dedupeId: `c.${seq}.${event}.${userId}`,
      },
    ] as const;
  const unread = { ana: 0, ben: 2, cara: 1 };
  return {
    ...emptyHistory(),
    devices: [device("ana", 1), device("ben", 1), device("cara", 3)],
    sends: [message(2, "one"), message(4, "two")].map(sent),
    finalChats: (["ana", "ben", "cara"] as const).map((userId) => ({
      userId,
      chats: [{ ...seenChat, readSeq: readSeqs[userId], unreadCount: unread[userId] }],
    })),
    notifications: new Map([
      notify(1, "added", "ben"),
      notify(2, "message", "ben"),
      notify(3, "added", "cara"),
      notify(4, "message", "ben"),
      notify(4, "message", "cara"),
    ]),
  };
}

const kinds = (given: History, chat = stored()) => [
  ...new Set(checkAll(given, [chat]).map(({ kind }) => kind)),
];

/** The history with changed events of one device. */
function withEvents(change: (events: History["devices"][number]["events"]) => void, device = 1): History {
  const given = history();
  change(given.devices[device]?.events ?? []);
  return given;
}

const everything = { wants: "every_message" as const };

/** A request of ben to mute the chat. */
const mute = (changes: Partial<Mute>): Mute => ({
  userId: "ben",
  chatId: "c",
  muted: true,
  requestedAt: 0,
  ...changes,
});

const mutedByBen = stored({
  memberships: new Map([...stored().memberships, ["ben", { readSeq: 1, readMessageCount: 0, muted: true }]]),
});

/** An event that a user has read. */
const readBy = (userId: string, seq: number) => ({ type: "read" as const, at: 0, chatId: "c", userId, seq });

const revoked = (userId: string, at: number) => ({ userId, requestedAt: at - 10, answeredAt: at });

/** The history without the notifications of messages to one user. */
function unnotified(userId: string): History {
  const { notifications, ...rest } = history();
  const others = [...notifications].filter(([, it]) => it.userId !== userId || it.event !== "message");
  return { ...rest, notifications: new Map(others) };
}

describe("the checks", () => {
  it("find no violation in a correct history", () => {
    expect(checkAll(history(), [stored()])).toEqual([]);
  });

  it.each([
    ["has muted the chat", { ...unnotified("ben"), mutes: [mute({ answeredAt: 1 })] }, mutedByBen],
    ["may have muted the chat", { ...unnotified("ben"), mutes: [mute({})] }, stored()],
    [
      "unmuted the chat only after the message",
      {
        ...unnotified("ben"),
        mutes: [mute({ answeredAt: 1 }), mute({ muted: false, requestedAt: 10_000, answeredAt: 10_001 })],
      },
      stored(),
    ],
    [
      "mutes the chat after the message",
      { ...history(), mutes: [mute({ requestedAt: 1500, answeredAt: 1501 })] },
      mutedByBen,
    ],
    [
      "lost access before the message",
      { ...unnotified("ben"), revocations: [revoked("ben", 2000)] },
      stored(),
    ],
    [
      "is refused after losing access",
      {
        ...history(),
        revocations: [revoked("ben", 2000)],
        refusals: [{ userId: "ben", operation: "list", code: "unauthenticated", at: 2500 }],
      },
      stored(),
    ],
  ])("find no violation if ben %s", (_what, given, chat) => {
    expect(checkAll(given, [chat])).toEqual([]);
  });

  it.each([
    ["lost", withEvents((it) => it.splice(2, 1))],
    ["doubled", withEvents((it) => it.push(...it.slice(-1)))],
    ["reordered", withEvents((it) => it.push(...it.splice(2, 1)))],
    ["invented", withEvents((it) => it.splice(2, 1, entryEvent(message(2, "other"))))],
    ["leaked", withEvents((it) => it.splice(1, 0, entryEvent(message(2, "one"))), 2)],
    ["chat-unseen", withEvents((it) => it.splice(0))],
    ["sent-twice", { ...history(), sends: [] }, stored({ entries: [...log.slice(0, 3), message(4, "one")] })],
    ["not-sent", { ...history(), sends: [] }],
    ["send-lost", history(), stored({ entries: log.slice(0, 3), header: { lastSeq: 3, messageCount: 1 } })],
    ["log", history(), stored({ entries: log.filter(({ seq }) => seq !== 2) })],
    ["roster", history(), stored({ roster: { createdBy: "ana", joins: [] } })],
    ["roster", history(), stored({ memberships: new Map() })],
    [
      "own-unread",
      history(),
      stored({ memberships: new Map([["ana", { readSeq: 2, readMessageCount: 1, muted: false }]]) }),
    ],
    ["unread", { ...history(), finalChats: [{ userId: "ben", chats: [{ ...seenChat, unreadCount: 1 }] }] }],
    ["read-back", { ...history(), reads: [{ userId: "ben", chatId: "c", leastSeq: 3, readSeq: 2 }] }],
    [
      "leaked",
      {
        ...history(),
        shown: [{ userId: "cara", requestedAt: 0, entries: [seenEntry(message(2, "one"))], chats: [] }],
      },
    ],
    ["leaked", { ...history(), shown: [{ userId: "dan", requestedAt: 0, entries: [], chats: [seenChat] }] }],
    [
      "leaked",
      {
        ...history(),
        shown: [
          { userId: "cara", requestedAt: 0, entries: [], chats: [{ ...seenChat, lastMessageBody: "one" }] },
        ],
      },
    ],
    ["not-notified", { ...history(), notifications: new Map([...history().notifications].slice(1)) }],
    [
      "wrongly-notified",
      { ...history(), preferences: new Map([["ben", { wants: "added_only" as const, quiet: false }]]) },
    ],
    ["disturbed", { ...history(), preferences: new Map([["ben", { ...everything, quiet: true }]]) }],
    ["not-kept", { ...history(), mutes: [mute({ userId: "cara", requestedAt: 5000, answeredAt: 5001 })] }],
    [
      "wrongly-notified",
      { ...history(), mutes: [mute({ requestedAt: -9000, answeredAt: -8000 })] },
      mutedByBen,
    ],
    ["invented", withEvents((it) => it.push(readBy("ben", 5)))],
    ["invented", withEvents((it) => it.push(readBy("dan", 3)))],
    ["read-back", withEvents((it) => it.push(readBy("ana", 3), readBy("ana", 2)))],
    ["leaked", { ...history(), revocations: [revoked("ben", -5000)] }],
    [
      "leaked",
      {
        ...history(),
        revocations: [revoked("ben", 5000)],
        shown: [{ userId: "ben", requestedAt: 6000, entries: [], chats: [] }],
      },
    ],
    ["wrongly-notified", { ...history(), revocations: [revoked("ben", -5000)] }],
    [
      "refused",
      { ...history(), refusals: [{ userId: "ben", operation: "send", code: "conflict" as const, at: 0 }] },
    ],
  ])("find %s (%#)", (kind, given, chat = stored()) => {
    expect(kinds(given, chat)).toContain(kind);
  });
});
