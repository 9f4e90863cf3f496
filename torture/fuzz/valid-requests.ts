import type { OperationName } from "../../functions/rest/routes.ts";
import type { Action } from "../../functions/websocket/frames.ts";

interface ValidRequest {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const list = { limit: "5", cursor: "" };
const updatedAt = "2026-01-01T00:00:00.000Z";
const record = { type: "contact", id: "c1" };
const message = { clientMessageId: "m1", body: "Hi" };
const file = { filename: "a.txt", contentType: "text/plain", size: 1 };

/** The query and body of a valid request of each operation, to be spoiled. */
export const validRequests: Readonly<Record<OperationName, ValidRequest>> = {
  getHealth: {},
  createChat: { body: { participantIds: ["ben"], subject: "S", message, records: [record] } },
  listChats: { query: { ...list, query: "a", status: "all" } },
  getChat: {},
  changeSubject: { body: { subject: "S" } },
  listParticipants: {},
  addParticipants: { body: { userIds: ["ben"], historyAccess: "full" } },
  removeParticipant: {},
  markRead: { body: { seq: 1 } },
  changeSettings: { body: { starred: true, muted: false } },
  listMessages: { query: { limit: "5", beforeSeq: "3", afterSeq: "1" } },
  sendMessage: { body: { ...message, attachmentIds: ["a1"], replyToSeq: 1, records: [record] } },
  createAttachment: { body: file },
  getAttachment: {},
  getInbox: {},
  listConversations: { query: { ...list, folder: "team", status: "all" } },
  listUsers: { query: { ...list, query: "a" } },
  getLabs: {},
  putLabs: { body: { internalChat: true } },
  getMe: {},
  getPreferences: {},
  putPreferences: {
    body: { internalChat: "none", quietHours: { start: "22:00", end: "07:00", timeZone: "Europe/Berlin" } },
  },
  registerDevice: { body: { platform: "fcm", token: "t" } },
  listDevices: {},
  removeDevice: {},
  putLocation: { body: { companyId: "acme", name: "Fuzz", updatedAt } },
  putUser: {
    body: {
      companyId: "acme",
      name: "N",
      email: "e@example.com",
      roles: { type: "account", role: "user", locationIds: ["fuzz"] },
      permissions: { conversationsEnabled: true, assignedDataOnly: false },
      updatedAt,
    },
  },
  putConversation: {
    body: {
      locationId: "fuzz",
      contactId: "c1",
      contactName: "C",
      assignedTo: "ben",
      followers: ["ana"],
      lastMessageBody: "Hi",
      lastMessageType: "TYPE_SMS",
      lastMessageDate: updatedAt,
      unreadCount: 1,
      updatedAt,
    },
  },
};

/** The fields of a frame of each action besides `action` and `requestId`. */
export const validFrames: Readonly<Record<Action, object>> = {
  ping: {},
  send: { chatId: "c1", ...message, attachmentIds: ["a1"], replyToSeq: 1, records: [record] },
  read: { chatId: "c1", seq: 1 },
  typing: { chatId: "c1", active: true },
  sync: { chats: { "01ARZ3NDEKTSV4RRFFQ69G5FAV": 0 } },
  watch: { conversations: true },
  auth: { token: "t" },
};
