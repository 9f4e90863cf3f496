import { SettingsState } from "../../functions/domain/chats/change-settings.ts";
import { Chat } from "../../functions/domain/chats/chat-view.ts";
import { ChatPage } from "../../functions/domain/chats/list-chats.ts";
import { ParticipantList } from "../../functions/domain/chats/list-participants.ts";
import { Message } from "../../functions/domain/log/entry.ts";
import { MessagePage } from "../../functions/domain/messages/list-messages.ts";
import { ReadState } from "../../functions/domain/messages/mark-read.ts";
import { chatOperations } from "../../functions/rest/chats.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { chat, chatCreated, cursor, message, participants } from "../examples.ts";
import { Health } from "../schemas/answers.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = chatOperations({ version: "" });

const replayed = (text: string) => ({
  text: `${text} an earlier request with the same key.`,
  replayed: true,
});
const everybody = { participants: [...participants] };

export const chatDocs = {
  getHealth: {
    summary: "Check that the service is up",
    operation: operations.getHealth,
    answers: { 200: answer("The service is up.", Health, { status: "ok", version: "0.1.0" }) },
  },
  createChat: {
    summary: "Create a chat",
    text: "The creator is always a participant. A first message is written in the same transaction, as entry 2. The same people can have several chats. With an `Idempotency-Key`, a repeated request by the same user within 24 hours creates no second chat; the same key with another request is a `conflict`.",
    operation: operations.createChat,
    idempotencyKey: true,
    request: {
      participantIds: ["ben"],
      subject: "Harbour Street",
      message: { body: message.body, clientMessageId: message.clientMessageId },
    },
    answers: {
      200: { ...answer("", Chat, chat), ...replayed("The current state of the chat that was created by") },
      201: answer("The new chat.", Chat, chat),
    },
    errors: ["conflict", "not_a_location_user"],
  },
  listChats: {
    summary: "List or search the caller's chats",
    text: "Latest activity first. A chat that moves to the front between two pages may be missing from the second, but is never listed twice.",
    operation: operations.listChats,
    answers: { 200: answer("A page of chats.", ChatPage, { chats: [chat], nextCursor: cursor }) },
  },
  getChat: {
    summary: "Get a chat",
    operation: operations.getChat,
    answers: { 200: answer("The chat.", Chat, chat) },
    errors: ["not_found"],
  },
  changeSubject: {
    summary: "Set, change or clear the subject",
    text: "Every participant can do this. An unchanged subject adds no entry.",
    operation: operations.changeSubject,
    request: { subject: "Harbour Street, flat 4" },
    answers: { 200: answer("The chat.", Chat, { ...chat, subject: "Harbour Street, flat 4", lastSeq: 3 }) },
    errors: ["not_found"],
  },
  listParticipants: {
    summary: "List the participants",
    operation: operations.listParticipants,
    answers: { 200: answer("All participants, in the order of joining.", ParticipantList, everybody) },
    errors: ["not_found"],
  },
  addParticipants: {
    summary: "Add participants",
    text: "Adds all users or none; existing participants are unchanged. With `full`, new participants see what the caller sees; with `none`, their history begins with the entry that adds them. Nobody can be removed, and the choice cannot be changed.",
    operation: operations.addParticipants,
    request: { userIds: ["dan"], historyAccess: "none" },
    answers: { 200: answer("All participants, in the order of joining.", ParticipantList, everybody) },
    errors: ["not_found", "not_a_location_user", "too_many_participants"],
  },
  removeParticipant: {
    summary: "Remove a participant: never possible",
    text: "Nobody can be removed from a chat, and nobody can leave one. The answer is always 405 for a participant and 404 for everybody else.",
    operation: operations.removeParticipant,
    answers: {},
    errors: ["not_found", "method_not_allowed"],
  },
  markRead: {
    summary: "Mark as read",
    text: "The read pointer never moves back: an earlier `seq` changes nothing. All participants get an event.",
    operation: operations.markRead,
    request: { seq: 2 },
    answers: { 200: answer("The read pointer.", ReadState, { readSeq: 2, unreadCount: 0 }) },
    errors: ["not_found"],
  },
  changeSettings: {
    summary: "Star or mute a chat",
    text: "For the caller only. Absent fields stay unchanged.",
    operation: operations.changeSettings,
    request: { starred: true },
    answers: { 200: answer("Both settings.", SettingsState, { starred: true, muted: false }) },
    errors: ["not_found"],
  },
  listMessages: {
    summary: "Read the log",
    text: "Entries of every kind, ascending by `seq`; by default the newest page. `beforeSeq` and `afterSeq` cannot be combined.",
    operation: operations.listMessages,
    answers: {
      200: answer("A page of the log.", MessagePage, {
        entries: [chatCreated, message],
        lastSeq: 2,
        firstVisibleSeq: 1,
      }),
    },
    errors: ["not_found"],
  },
  sendMessage: {
    summary: "Send a message",
    text: "A retry (the same user, chat and `clientMessageId`, by REST or WebSocket, for at least 24 hours) gets the entry of the first send; with other content it is a `conflict`. The limit is 10 messages a second, in bursts of up to 50, per user and chat.",
    operation: operations.sendMessage,
    request: {
      clientMessageId: message.clientMessageId,
      body: message.body,
      records: message.records,
    },
    answers: {
      200: { ...answer("", Message, message), ...replayed("The entry of the message that was sent by") },
      201: answer("The new entry.", Message, message),
    },
    errors: ["not_found", "conflict", "attachment_not_ready"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
