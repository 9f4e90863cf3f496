import { SettingsState } from "../../functions/domain/chats/change-settings.ts";
import { Chat } from "../../functions/domain/chats/chat-view.ts";
import { ChatPage } from "../../functions/domain/chats/list-chats.ts";
import { ParticipantList } from "../../functions/domain/chats/list-participants.ts";
import { Message } from "../../functions/domain/log/entry.ts";
import { MessagePage } from "../../functions/domain/messages/list-messages.ts";
import { ReadState } from "../../functions/domain/messages/mark-read.ts";
import { chatOperations } from "../../functions/rest/chats.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { chat, cursor, founding, message, participants } from "../examples.ts";
import { Health } from "../schemas/answers.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = chatOperations({ version: "", limitsSends: false });

const replayed = (text: string) => ({
  text: `${text} by an earlier request with the same key.`,
  replayed: true,
});
const everybody = { participants: [...participants] };

export const chatDocs = {
  getHealth: {
    summary: "Is the service there?",
    operation: operations.getHealth,
    answers: { 200: answer("It is.", Health, { status: "ok", version: "0.1.0" }) },
  },
  createChat: {
    summary: "Start a chat",
    text: "The creator is a participant by themselves. A first message comes in the same transaction: it is entry 2. The same people may have several chats. With an `Idempotency-Key`, the same request by the same user within 24 hours starts no second chat; the same key with another request is `conflict`.",
    operation: operations.createChat,
    idempotencyKey: true,
    request: {
      participantIds: ["ben"],
      subject: "Harbour Street",
      message: { body: message.body, clientMessageId: message.clientMessageId },
    },
    answers: {
      200: { ...answer("", Chat, chat), ...replayed("The chat as it is now, started") },
      201: answer("The new chat.", Chat, chat),
    },
    errors: ["conflict", "not_a_location_user"],
  },
  listChats: {
    summary: "List or search one's chats",
    text: "Newest activity first. What moves to the front while one pages may be missed on later pages, never doubled.",
    operation: operations.listChats,
    answers: { 200: answer("A page of chats.", ChatPage, { chats: [chat], nextCursor: cursor }) },
  },
  getChat: {
    summary: "Get a chat",
    operation: operations.getChat,
    answers: { 200: answer("The chat as the caller sees it.", Chat, chat) },
    errors: ["not_found"],
  },
  changeSubject: {
    summary: "Set, change or clear the subject",
    text: "Any participant may. A subject that is there already writes nothing.",
    operation: operations.changeSubject,
    request: { subject: "Harbour Street, flat 4" },
    answers: { 200: answer("The chat.", Chat, { ...chat, subject: "Harbour Street, flat 4", lastSeq: 3 }) },
    errors: ["not_found"],
  },
  listParticipants: {
    summary: "List the participants",
    operation: operations.listParticipants,
    answers: { 200: answer("All of them, by joining.", ParticipantList, everybody) },
    errors: ["not_found"],
  },
  addParticipants: {
    summary: "Add participants",
    text: "All or nothing; those already in stay as they are. `full` gives newcomers what the adder sees; with `none` their history begins with the entry that says they came. Nobody can be removed, and the choice cannot be changed.",
    operation: operations.addParticipants,
    request: { userIds: ["dan"], historyAccess: "none" },
    answers: { 200: answer("All participants, by joining.", ParticipantList, everybody) },
    errors: ["not_found", "not_a_location_user", "too_many_participants"],
  },
  removeParticipant: {
    summary: "Remove a participant: never possible",
    text: "Once added, nobody can be removed, nor leave: always 405 for a participant, 404 for everybody else.",
    operation: operations.removeParticipant,
    answers: {},
    errors: ["not_found", "method_not_allowed"],
  },
  markRead: {
    summary: "Mark as read",
    text: "The read pointer never moves back: an earlier `seq` is answered with what is. All participants are told.",
    operation: operations.markRead,
    request: { seq: 2 },
    answers: { 200: answer("How far one has read.", ReadState, { readSeq: 2, unreadCount: 0 }) },
    errors: ["not_found"],
  },
  changeSettings: {
    summary: "Star or mute a chat",
    text: "For oneself alone. What is absent stays as it is.",
    operation: operations.changeSettings,
    request: { starred: true },
    answers: { 200: answer("Both settings.", SettingsState, { starred: true, muted: false }) },
    errors: ["not_found"],
  },
  listMessages: {
    summary: "Read the log",
    text: "Entries of every kind, ascending by `seq`; the newest page by default. At most one of the bounds.",
    operation: operations.listMessages,
    answers: {
      200: answer("A page of the log.", MessagePage, {
        entries: [founding, message],
        lastSeq: 2,
        firstVisibleSeq: 1,
      }),
    },
    errors: ["not_found"],
  },
  sendMessage: {
    summary: "Send a message",
    text: "A retry (the same user, chat and `clientMessageId`, here or over the WebSocket, for at least 24 hours) answers the first entry; with other content it is `conflict`. Limited to 10 a second and 50 at once, per user and chat.",
    operation: operations.sendMessage,
    request: {
      clientMessageId: message.clientMessageId,
      body: message.body,
      records: message.records,
    },
    answers: {
      200: { ...answer("", Message, message), ...replayed("The entry of the message, sent") },
      201: answer("The new entry.", Message, message),
    },
    errors: ["not_found", "conflict", "attachment_not_ready"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
