import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OperationName, routes } from "../../functions/rest/routes.ts";
import { frames } from "../../functions/websocket/frames.ts";
import { apiAs, apiWith, chats, codeOf, startChat } from "../support/api-client.ts";
import { uploaded } from "../support/attachments.ts";
import { type CallerKind, callers, seedCallers, tokensOf } from "../support/callers.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectWith, handshakeStatus } from "../support/socket-client.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;
let chatId: string;
let attachmentId: string;
let tokens: Awaited<ReturnType<typeof tokensOf>>;

beforeAll(async () => {
  cloud = await startTestCloud();
  await seedCallers(cloud);
  tokens = await tokensOf(cloud);
  const ana = await apiAs(cloud, "ana");
  chatId = (await startChat(ana, ["ben"], { message: { body: "Before", clientMessageId: "m0" } })).id;
  await ana.post(`${chats}/${chatId}/participants`, { userIds: ["nora"], historyAccess: "none" });
  attachmentId = await uploaded(ana, chatId);
  await ana.post(`${chats}/${chatId}/messages`, { clientMessageId: "m1", attachmentIds: [attachmentId] });
});

afterAll(async () => {
  await cloud.stop();
  expect(cloud.complaints).toEqual([]);
});

/** Status and code for each kind of caller; `ok` is the operation's success. */
type Row = Record<CallerKind, string>;

const notSignedIn = {
  "deleted user": "401 unauthenticated",
  "no token": "401 unauthenticated",
  "expired token": "401 unauthenticated",
};

/** Chat operations of a location: its users with conversations enabled, and not in a Login-As session. */
const ofLocation: Row = {
  ...notSignedIn,
  participant: "ok",
  "added without history": "ok",
  "other user of the location": "ok",
  "user of another location": "403 not_in_location",
  "other company's agency admin": "403 not_in_location",
  "own agency admin, not in the chat": "ok",
  "conversations disabled": "403 conversations_disabled",
  "login as": "403 impersonation_forbidden",
  "service token": "403 insufficient_scope",
};

/** Operations of a chat: non-participants get the same answer as for an unknown chat. */
const ofChat: Row = {
  ...ofLocation,
  "other user of the location": "404 not_found",
  "own agency admin, not in the chat": "404 not_found",
};

/** Customer conversations and users: allowed in a Login-As session, too. */
const ofInbox: Row = { ...ofLocation, "login as": "ok" };

const ofLabs: Row = { ...ofInbox, "conversations disabled": "ok" };

const byAdmins: Row = {
  ...ofLocation,
  "added without history": "403 admin_required",
  "other user of the location": "403 admin_required",
  "conversations disabled": "403 admin_required",
};

const ofSelf: Row = {
  ...ofLabs,
  "user of another location": "ok",
  "other company's agency admin": "ok",
};

/** A user's own preferences and devices: not in a Login-As session. */
const ofSelfOnly: Row = { ...ofSelf, "login as": "403 impersonation_forbidden" };

const byService: Row = {
  ...notSignedIn,
  participant: "403 insufficient_scope",
  "added without history": "403 insufficient_scope",
  "other user of the location": "403 insufficient_scope",
  "user of another location": "403 insufficient_scope",
  "other company's agency admin": "403 insufficient_scope",
  "own agency admin, not in the chat": "403 insufficient_scope",
  "conversations disabled": "403 insufficient_scope",
  "login as": "403 insufficient_scope",
  "service token": "ok",
};

const public_: Row = Object.assign({}, ofSelf, ...callers.map((caller) => ({ [caller]: "ok" })));

interface Case {
  readonly row: Row;
  /** Status and code of a success. */
  readonly ok: string;
  readonly body?: () => object;
}

let messages = 0;
function newMessage() {
  messages += 1;
  return { clientMessageId: `matrix${messages}`, body: "Hello" };
}

const updatedAt = "2020-01-01T00:00:00.000Z";
const preferences = { internalChat: "every_message", quietHours: null };
const conversation = {
  locationId: "loc-main",
  contactId: "c",
  contactName: "Con Tact",
  assignedTo: null,
  followers: [],
  lastMessageBody: null,
  lastMessageType: null,
  lastMessageDate: null,
  unreadCount: 0,
  updatedAt,
};

const cases: Record<OperationName, Case> = {
  getHealth: { row: public_, ok: "200" },
  createChat: { row: ofLocation, ok: "201", body: () => ({ participantIds: ["ben"] }) },
  listChats: { row: ofLocation, ok: "200" },
  getChat: { row: ofChat, ok: "200" },
  changeSubject: { row: ofChat, ok: "200", body: () => ({ subject: "Matrix" }) },
  listParticipants: { row: ofChat, ok: "200" },
  addParticipants: { row: ofChat, ok: "200", body: () => ({ userIds: ["ben"], historyAccess: "full" }) },
  removeParticipant: { row: ofChat, ok: "405 method_not_allowed" },
  markRead: { row: ofChat, ok: "200", body: () => ({ seq: 1 }) },
  changeSettings: { row: ofChat, ok: "200", body: () => ({ muted: false }) },
  listMessages: { row: ofChat, ok: "200" },
  sendMessage: { row: ofChat, ok: "201", body: newMessage },
  createAttachment: {
    row: ofChat,
    ok: "201",
    body: () => ({ filename: "a.txt", contentType: "text/plain", size: 1 }),
  },
  getAttachment: { row: ofChat, ok: "200" },
  getMe: { row: ofSelf, ok: "200" },
  getPreferences: { row: ofSelf, ok: "200" },
  putPreferences: {
    row: ofSelfOnly,
    ok: "200",
    body: () => preferences,
  },
  registerDevice: { row: ofSelfOnly, ok: "201", body: () => ({ platform: "fcm", token: "matrix" }) },
  listDevices: { row: ofSelfOnly, ok: "200" },
  removeDevice: { row: ofSelfOnly, ok: "404 not_found" },
  getInbox: { row: ofInbox, ok: "200" },
  listConversations: { row: ofInbox, ok: "200" },
  listUsers: { row: ofInbox, ok: "200" },
  getLabs: { row: ofLabs, ok: "200" },
  putLabs: { row: byAdmins, ok: "200", body: () => ({ internalChat: true }) },
  putLocation: { row: byService, ok: "200", body: () => ({ companyId: "acme", name: "Main", updatedAt }) },
  putUser: { row: byService, ok: "200", body: () => ({ ...userRecord("Ben"), updatedAt }) },
  putConversation: { row: byService, ok: "200", body: () => conversation },
};

function pathOf(template: string): string {
  return template
    .replace("{locationId}", "loc-main")
    .replace("{chatId}", chatId)
    .replace("{attachmentId}", attachmentId)
    .replace("{userId}", "ben")
    .replace("{deviceId}", "device-matrix")
    .replace("{conversationId}", "conv-matrix");
}

describe("every route for every kind of caller", () => {
  it("has a row for every route", () => {
    expect(Object.keys(cases).sort()).toEqual(routes.map(({ operation }) => operation).sort());
  });

  it.each(routes.map((route) => [route.operation, route] as const))(
    "%s",
    async (operation, { method, path }) => {
      const { row, ok, body } = cases[operation];
      const answers: Partial<Row> = {};
      for (const caller of callers) {
        const answer = await apiWith(cloud, tokens[caller]).request(
          method,
          pathOf(path),
          body && { body: body() },
        );
        answers[caller] = codeOf(answer);
      }
      const expected = callers.map((caller) => [caller, row[caller] === "ok" ? ok : row[caller]]);
      expect(answers).toEqual(Object.fromEntries(expected));
    },
  );
});

/** Statuses of the handshake: users of the location get a socket, in a Login-As session, too. */
const handshake: Record<CallerKind, number> = {
  participant: 101,
  "added without history": 101,
  "other user of the location": 101,
  "user of another location": 403,
  "other company's agency admin": 403,
  "own agency admin, not in the chat": 101,
  "deleted user": 401,
  "conversations disabled": 403,
  "login as": 101,
  "service token": 403,
  "no token": 401,
  "expired token": 401,
};

const connected = callers.filter((caller) => handshake[caller] === 101);

/** Only the participant's token is of the socket's own user and session. */
const ofAuth: Row = {
  ...ofInbox,
  "added without history": "401 unauthenticated",
  "other user of the location": "401 unauthenticated",
  "own agency admin, not in the chat": "401 unauthenticated",
};

/** Answers to frames, for the callers who get a socket. */
const frameCases: Record<keyof typeof frames, { row: Row; fields: () => object }> = {
  ping: { row: ofInbox, fields: () => ({}) },
  watch: { row: ofInbox, fields: () => ({ conversations: true }) },
  send: { row: ofChat, fields: () => ({ chatId, ...newMessage() }) },
  read: { row: ofChat, fields: () => ({ chatId, seq: 1 }) },
  typing: { row: ofChat, fields: () => ({ chatId, active: true }) },
  // The answer omits chats that the caller may not see.
  sync: { row: ofLocation, fields: () => ({ chats: { [chatId]: 0 } }) },
  auth: {
    row: { ...ofAuth, participant: "ok", "login as": "401 unauthenticated" },
    fields: () => ({ token: tokens.participant }),
  },
};

describe("every WebSocket action for every kind of caller", () => {
  it("has a row for every action", () => {
    expect(Object.keys(frameCases).sort()).toEqual(Object.keys(frames).sort());
  });

  it("accepts or refuses the handshake as expected", async () => {
    const statuses: Partial<Record<CallerKind, number>> = {};
    for (const caller of callers) {
      const token = tokens[caller];
      statuses[caller] = await handshakeStatus(
        cloud,
        token === undefined ? { protocols: ["internal-chat.v1"] } : { token },
      );
    }
    expect(statuses).toEqual(handshake);
  });

  it.each(Object.entries(frameCases))("%s", async (action, { row, fields }) => {
    for (const caller of connected) {
      const socket = await connectWith(cloud, tokens[caller] ?? "");
      const answer = await socket.ask(action, fields());
      const got = answer.type === "ack" ? "ok" : `${answer.statusCode} ${answer.code}`;
      expect(got, caller).toBe(row[caller]);
      await socket.close();
    }
  });
});
