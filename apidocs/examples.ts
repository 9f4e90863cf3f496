import type { Chat } from "../functions/domain/chats/chat-view.ts";
import type { ErrorBody, ErrorCode } from "../functions/domain/errors.ts";
import { ChatError } from "../functions/domain/errors.ts";
import type { Conversation } from "../functions/domain/inbox/conversation.ts";
import type { Entry, Message } from "../functions/domain/log/entry.ts";
import { failureOf } from "../functions/middleware/error-table.ts";
import { errorTexts } from "./errors.ts";

/** All examples use the same people and things. */
const chatId = "01K0CZ3T6V9YJ7M2Q4R8W5X1NB";
const locationId = "loc-main";
const createdAt = "2025-07-15T09:12:04.318Z";
const sentAt = "2025-07-15T09:12:31.006Z";

export const ids = {
  chatId,
  locationId,
  userId: "ben",
  conversationId: "conv-7",
  attachmentId: "01K0CZ5F0D3H6K9N2S4V7Y8ZAC",
  deviceId: "01K0CZ6G1E4J7M0P3T5W8X9YBD",
};

export const cursor = "eyJkIjoiMjAyNS0wNy0xNVQwOTox.c2lnbmVk";

export const message: Message = {
  chatId,
  locationId,
  seq: 2,
  kind: "message",
  id: "01K0CZ4NHE2C5F8J1M3P6S9VXY",
  messageType: "TYPE_INTERNAL_CHAT",
  userId: "ana",
  dateAdded: sentAt,
  body: "Who takes the Harbour Street lead?",
  attachments: [],
  clientMessageId: "9f0c1d52-7a3e",
  replyToSeq: null,
  records: [{ type: "contact", id: "contact-31" }],
};

export const chatCreated: Entry = {
  chatId,
  locationId,
  seq: 1,
  kind: "chat_created",
  userId: "ana",
  dateAdded: createdAt,
  participantIds: ["ana", "ben"],
  subject: "Harbour Street",
};

export const chat: Chat = {
  id: chatId,
  locationId,
  type: 6,
  subject: "Harbour Street",
  participantIds: ["ana", "ben"],
  createdBy: "ana",
  lastSeq: 2,
  firstVisibleSeq: 1,
  unreadCount: 0,
  readSeq: 2,
  starred: false,
  muted: false,
  lastMessageBody: message.body,
  lastMessageType: "TYPE_INTERNAL_CHAT",
  lastMessageDate: sentAt,
  lastMessageUserId: "ana",
  records: [],
  dateAdded: createdAt,
  dateUpdated: sentAt,
};

export const participants = [
  {
    userId: "ana",
    name: "Ana",
    dateAdded: createdAt,
    addedBy: "ana",
    historyAccess: "full",
    readSeq: 2,
    deleted: false,
  },
  {
    userId: "ben",
    name: "Ben",
    dateAdded: createdAt,
    addedBy: "ana",
    historyAccess: "full",
    readSeq: 1,
    deleted: false,
  },
] as const;

export const conversation: Conversation = {
  id: "conv-7",
  locationId,
  contactId: "contact-31",
  contactName: "Harbour Street 4",
  assignedTo: "cara",
  followers: ["ben"],
  lastMessageBody: "Is the flat still free?",
  lastMessageType: "TYPE_SMS",
  lastMessageDate: sentAt,
  unreadCount: 1,
  dateAdded: createdAt,
  dateUpdated: sentAt,
};

export function errorExample(code: ErrorCode): ErrorBody {
  const problems = ["body: must have at most 5000 characters"];
  const reason = code === "conflict" ? ({ reason: "key_reused" } as const) : {};
  const failure = failureOf(new ChatError(code, errorTexts[code], { problems, ...reason }));
  return { ...failure, traceId: "f6c4a1d2-0b8e-4c57-9d3a-52e1b7a90c44" };
}
