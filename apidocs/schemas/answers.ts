import * as z from "zod";
import { Chat } from "../../functions/domain/chats/chat-view.ts";
import { ChatPage } from "../../functions/domain/chats/list-chats.ts";
import { ParticipantList } from "../../functions/domain/chats/list-participants.ts";
import { UserPage } from "../../functions/domain/directory/list-users.ts";
import { Me } from "../../functions/domain/directory/user.ts";
import { ErrorBody } from "../../functions/domain/errors.ts";
import { Conversation } from "../../functions/domain/inbox/conversation.ts";
import { ConversationPage } from "../../functions/domain/inbox/list-conversations.ts";
import { Inbox } from "../../functions/domain/inbox/read-inbox.ts";
import { ChatSettings } from "../../functions/domain/log/membership.ts";
import { MessagePage } from "../../functions/domain/messages/list-messages.ts";
import { ReadState } from "../../functions/domain/messages/mark-read.ts";
import { Timestamp } from "../../functions/domain/timestamp.ts";
import { type Component, object, value } from "./component.ts";

export const Health = z.object({ status: z.literal("ok"), version: z.string() });

export const Applied = z.object({ applied: z.boolean() });

export const SettingsState = z.object(ChatSettings.required().shape);

const nextCursor = "Pass it as `cursor` for the next page; absent at the end.";
const locationId = "The location that it belongs to.";
const dateAdded = "When it came into being.";

export const conversationFields = {
  id: "The CRM's id.",
  locationId,
  contactId: "The customer.",
  contactName: "The customer's name.",
  assignedTo: "Its owner; null for nobody.",
  followers: "Users who follow it.",
  lastMessageBody: "At most 5,000 characters.",
  lastMessageType: "The CRM's own word.",
  lastMessageDate: "What lists are ordered by.",
  unreadCount: "Unread messages of the customer.",
  dateAdded,
  dateUpdated: "When the CRM last changed it.",
};

export const answerComponents = {
  Timestamp: value(Timestamp, "ISO 8601, UTC, with milliseconds.", {
    format: "date-time",
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$",
  }),
  Error: object(ErrorBody, "A request that failed.", {
    statusCode: "The HTTP status.",
    code: "What to decide by.",
    error: "The status in words.",
    message: "For developers: one line per problem on 422, path first, else one sentence.",
    traceId: "What to tell the operators.",
  }),
  Health: object(Health, "The service answers.", { status: "Always `ok`.", version: "What is deployed." }),
  Applied: object(Applied, "What became of an update.", {
    applied: "False where the stored record is as new or newer.",
  }),
  Chat: object(Chat, "A chat as the caller sees it.", {
    id: "The chat's id.",
    locationId,
    type: "6 is an internal chat, among the CRM's types of conversations.",
    subject: "Null where it has none.",
    participantIds: "All participants, by joining.",
    createdBy: "The user who started it.",
    lastSeq: "The `seq` of the last entry of any kind.",
    firstVisibleSeq: "The first entry that the caller may see.",
    unreadCount: "Messages after `readSeq`.",
    readSeq: "The last entry that the caller has read.",
    starred: "The caller's own star.",
    muted: "The caller is not notified of it.",
    lastMessageBody:
      "A preview: the first 160 grapheme clusters, at most 400 bytes. Null, as the other `lastMessage` fields, where the caller sees no message.",
    lastMessageType: "Always the same, so that lists of conversations can mix kinds.",
    lastMessageDate: "When the last message was sent.",
    lastMessageUserId: "Who sent it.",
    records: "CRM records that the chat is about.",
    dateAdded,
    dateUpdated: "The date of the last entry of any kind.",
  }),
  ChatPage: object(ChatPage, "A page of one's chats.", { chats: "Newest activity first.", nextCursor }),
  Participant: object(ParticipantList.shape.participants.element, "Somebody in a chat.", {
    userId: "Who.",
    name: "Their name of now.",
    dateAdded: "When they joined.",
    addedBy: "Who added them; oneself for the creator.",
    historyAccess: "What they see of what was before them.",
    readSeq: "The last entry that they have read.",
    deleted: "They left the CRM; name and messages stay.",
  }),
  ParticipantList: object(ParticipantList, "Everybody in a chat.", { participants: "By joining." }),
  MessagePage: object(MessagePage, "A page of a chat's log.", {
    entries: "Ascending by `seq`; empty outside of the visible range.",
    lastSeq: "The last entry of the chat.",
    firstVisibleSeq: "The first entry that the caller may see.",
    nextBeforeSeq:
      "Pass it as `beforeSeq` for the page before; absent when the first visible entry is in this one.",
  }),
  ReadState: object(ReadState, "How far the caller has read.", {
    readSeq: "Never moves back.",
    unreadCount: "Messages after `readSeq`.",
  }),
  SettingsState: object(SettingsState, "The caller's settings of a chat.", {
    starred: "Found with `status=starred`.",
    muted: "No notification of this chat.",
  }),
  Inbox: object(Inbox, "How many conversations and chats have something unread, muted ones included.", {
    team: "Customer conversations that the caller may see.",
    assignedToMe: "Customer conversations that the caller owns.",
    internalChat: "Chats; null for Login-As tokens and while Labs is off.",
  }),
  Unread: object(Inbox.shape.team, "A count.", { unread: "Counted up to 1,000, which means at least that." }),
  Conversation: object(Conversation, "A customer conversation.", conversationFields),
  ConversationPage: object(ConversationPage, "A page of a folder.", {
    conversations: "Newest `lastMessageDate` first.",
    nextCursor,
  }),
  LocationUser: object(UserPage.shape.users.element, "Somebody who can be added to a chat.", {
    id: "Who.",
    name: "Their name.",
    email: "Their address.",
    role: "What they are in the CRM.",
  }),
  UserPage: object(UserPage, "A page of a location's users.", { users: "By name.", nextCursor }),
  Me: object(Me, "The caller.", {
    id: "Who.",
    name: "What others see.",
    email: "What others see.",
    companyId: "The agency that they belong to.",
    type: "`agency` users have part in every location of their company.",
    role: "An `admin` may change Labs.",
    locationIds: "Locations that they are users of.",
    permissions: "What they may do.",
  }),
} satisfies Record<string, Component>;
