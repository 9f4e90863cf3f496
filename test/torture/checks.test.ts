import { describe, expect, it } from "vitest";
import { checkAll } from "../../torture/checks/check.ts";
import { emptyHistory, type History, type Mute } from "../../torture/history.ts";
import type { StoredChat, StoredEntry } from "../../torture/truth.ts";

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

/** Ana starts a chat with ben, writes, adds cara without history, and writes again. */
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

const shownTo = (entry: StoredEntry) => {
  const { messageCount: _, ...seen } = entry;
  return seen;
};

/** Told of at the time of its `seq`, in seconds. */
const tellOf = (entry: StoredEntry) => ({
  what: "entry" as const,
  at: entry.seq * 1000,
  entry: shownTo(entry),
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
  const tell = (userId: string, from: number) => ({
    userId,
    device: userId,
    told: [
      { what: "chat" as const, at: 0, chat: { ...seenChat, readSeq: from }, afterSeq: from - 1 },
      ...log.slice(from - 1).map(tellOf),
    ],
  });
  const sent = (entry: StoredEntry) => ({
    userId: "ana",
    device: "ana",
    chatId: "c",
    body: String(entry.body),
    askedAt: entry.seq * 1000,
    acknowledged: shownTo(entry),
  });
  const notify = (seq: number, event: "added" | "message", userId: string) =>
    [
      `c.${seq}.${event}.${userId} ${userId}`,
      {
        ...{ event, userId, chatId: "c", seq, senderId: "ana", quiet: false, cameAt: seq * 1000 },
        dedupeId: `c.${seq}.${event}.${userId}`,
      },
    ] as const;
  const unread = { ana: 0, ben: 2, cara: 1 };
  return {
    ...emptyHistory(),
    devices: [tell("ana", 1), tell("ben", 1), tell("cara", 3)],
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

/** The history after somebody's client was told something else. */
function told(change: (told: History["devices"][number]["told"]) => void, device = 1): History {
  const given = history();
  change(given.devices[device]?.told ?? []);
  return given;
}

const everything = { wants: "every_message" as const };

/** Ben mutes the chat. */
const mute = (changes: Partial<Mute>): Mute => ({
  userId: "ben",
  chatId: "c",
  muted: true,
  askedAt: 0,
  ...changes,
});

const mutedByBen = stored({
  memberships: new Map([...stored().memberships, ["ben", { readSeq: 1, readMessageCount: 0, muted: true }]]),
});

/** Told that somebody has read. */
const readBy = (userId: string, seq: number) => ({ what: "read" as const, at: 0, chatId: "c", userId, seq });

const left = (userId: string, at: number) => ({ userId, askedAt: at - 10, answeredAt: at });

/** Without the notifications that one of them got of messages. */
function unnotified(userId: string): History {
  const { notifications, ...rest } = history();
  const others = [...notifications].filter(([, it]) => it.userId !== userId || it.event !== "message");
  return { ...rest, notifications: new Map(others) };
}

describe("the checks", () => {
  it("find nothing where all is well", () => {
    expect(checkAll(history(), [stored()])).toEqual([]);
  });

  it.each([
    ["has muted it", { ...unnotified("ben"), mutes: [mute({ answeredAt: 1 })] }, mutedByBen],
    ["may have muted it", { ...unnotified("ben"), mutes: [mute({})] }, stored()],
    [
      "had it muted until a moment ago",
      {
        ...unnotified("ben"),
        mutes: [mute({ answeredAt: 1 }), mute({ muted: false, askedAt: 10_000, answeredAt: 10_001 })],
      },
      stored(),
    ],
    ["mutes it only now", { ...history(), mutes: [mute({ askedAt: 1500, answeredAt: 1501 })] }, mutedByBen],
    ["lost access", { ...unnotified("ben"), departures: [left("ben", 2000)] }, stored()],
    [
      "was refused after that",
      {
        ...history(),
        departures: [left("ben", 2000)],
        refusals: [{ userId: "ben", operation: "list", code: "unauthenticated", at: 2500 }],
      },
      stored(),
    ],
  ])("find nothing where ben %s", (_what, given, chat) => {
    expect(checkAll(given, [chat])).toEqual([]);
  });

  it.each([
    ["lost", told((it) => it.splice(2, 1))],
    ["doubled", told((it) => it.push(...it.slice(-1)))],
    ["reordered", told((it) => it.push(...it.splice(2, 1)))],
    ["invented", told((it) => it.splice(2, 1, tellOf(message(2, "other"))))],
    ["leaked", told((it) => it.splice(1, 0, tellOf(message(2, "one"))), 2)],
    ["chat-unseen", told((it) => it.splice(0))],
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
    ["read-back", { ...history(), reads: [{ userId: "ben", chatId: "c", floor: 3, readSeq: 2 }] }],
    [
      "leaked",
      {
        ...history(),
        shown: [{ userId: "cara", askedAt: 0, entries: [shownTo(message(2, "one"))], chats: [] }],
      },
    ],
    ["leaked", { ...history(), shown: [{ userId: "dan", askedAt: 0, entries: [], chats: [seenChat] }] }],
    [
      "leaked",
      {
        ...history(),
        shown: [
          { userId: "cara", askedAt: 0, entries: [], chats: [{ ...seenChat, lastMessageBody: "one" }] },
        ],
      },
    ],
    ["not-notified", { ...history(), notifications: new Map([...history().notifications].slice(1)) }],
    [
      "wrongly-notified",
      { ...history(), preferences: new Map([["ben", { wants: "added_only" as const, quiet: false }]]) },
    ],
    ["disturbed", { ...history(), preferences: new Map([["ben", { ...everything, quiet: true }]]) }],
    ["not-kept", { ...history(), mutes: [mute({ userId: "cara", askedAt: 5000, answeredAt: 5001 })] }],
    ["wrongly-notified", { ...history(), mutes: [mute({ askedAt: -9000, answeredAt: -8000 })] }, mutedByBen],
    ["invented", told((it) => it.push(readBy("ben", 5)))],
    ["invented", told((it) => it.push(readBy("dan", 3)))],
    ["read-back", told((it) => it.push(readBy("ana", 3), readBy("ana", 2)))],
    ["leaked", { ...history(), departures: [left("ben", -5000)] }],
    [
      "leaked",
      {
        ...history(),
        departures: [left("ben", 5000)],
        shown: [{ userId: "ben", askedAt: 6000, entries: [], chats: [] }],
      },
    ],
    ["wrongly-notified", { ...history(), departures: [left("ben", -5000)] }],
    [
      "refused",
      { ...history(), refusals: [{ userId: "ben", operation: "send", code: "conflict" as const, at: 0 }] },
    ],
  ])("find %s (%#)", (kind, given, chat = stored()) => {
    expect(kinds(given, chat)).toContain(kind);
  });
});
