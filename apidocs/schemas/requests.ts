import { AddParticipantsRequest } from "../../functions/domain/chats/add-participants.ts";
import { ChangeSubjectRequest } from "../../functions/domain/chats/change-subject.ts";
import { CreateChatRequest } from "../../functions/domain/chats/new-chat.ts";
import { PutLocationRequest } from "../../functions/domain/directory/location.ts";
import { PutUserRequest } from "../../functions/domain/directory/user.ts";
import { PutConversationRequest } from "../../functions/domain/inbox/conversation.ts";
import { ChatSettings } from "../../functions/domain/log/membership.ts";
import { MarkReadRequest } from "../../functions/domain/messages/mark-read.ts";
import { SendMessageRequest } from "../../functions/domain/messages/message.ts";
import { SyncRequest } from "../../functions/domain/messages/sync.ts";
import { SentTimestamp } from "../../functions/domain/timestamp.ts";
import { type Component, object, value } from "./component.ts";

const updatedAt = "When the CRM changed it. One not newer than the stored one applies nothing.";
const deleted = "Gone from the CRM. Absent is false, so a newer record restores.";
const text =
  "Kept as sent. White space only, lone surrogates and control characters other than tab and newline are refused; lengths count code points.";

/** What a message is made of, in a REST body and in a `send` frame. */
export const messageFields = {
  clientMessageId: "The same at each retry of this message.",
  body: `Must be there where \`attachmentIds\` is not. ${text}`,
  attachmentIds: "Uploaded by the sender, for this chat, each used once.",
  replyToSeq: "The `seq` of a message that the sender may see. Its text is never embedded.",
  records: "CRM records that the message is about.",
};

export const requestComponents = {
  SentTimestamp: value(SentTimestamp, "ISO 8601, UTC, of any precision; kept to the millisecond."),
  CreateChatRequest: object(CreateChatRequest, "A new chat.", {
    participantIds:
      "Users of the location. The creator is added by themselves; naming them is harmless, naming only them is not allowed.",
    subject: text,
    message: "The first message, in the same transaction as the chat.",
    records: "CRM records that the chat is about.",
  }),
  FirstMessage: object(CreateChatRequest.shape.message.unwrap(), "The first message of a chat.", {
    body: text,
    clientMessageId: messageFields.clientMessageId,
  }),
  ChangeSubjectRequest: object(ChangeSubjectRequest, "A new subject.", {
    subject: `Null clears it. ${text}`,
  }),
  AddParticipantsRequest: object(AddParticipantsRequest, "Users to bring into a chat.", {
    userIds: "Users of the location. Those already in stay as they are.",
    historyAccess: "What the newcomers see of what was before.",
  }),
  SendMessageRequest: object(SendMessageRequest, "A message to send.", messageFields),
  MarkReadRequest: object(MarkReadRequest, "How far one has read.", {
    seq: "Not beyond the chat's `lastSeq`.",
  }),
  ChatSettings: object(ChatSettings, "One's own settings of a chat; what is absent stays as it is.", {
    starred: "Found with `status=starred`.",
    muted: "No notification of this chat.",
  }),
  SyncRequest: value(
    SyncRequest,
    "By chat id, the last `seq` that the client has without a gap; 1 to 100 chats.",
  ),
  PutLocationRequest: object(PutLocationRequest, "A sub-account of the CRM.", {
    companyId: "The agency that it belongs to.",
    name: "What people call it.",
    updatedAt,
  }),
  PutUserRequest: object(PutUserRequest, "A user of the CRM.", {
    companyId: "The agency that they belong to.",
    name: "What others see.",
    email: "What others see.",
    roles: "What they are, and where.",
    permissions: "What they may do.",
    deleted,
    updatedAt,
  }),
  Roles: object(PutUserRequest.shape.roles, "What a user is, and where.", {
    type: "`agency` users have part in every location of their company.",
    role: "An `admin` may change Labs.",
    locationIds: "Locations that they are users of.",
  }),
  PutConversationRequest: object(PutConversationRequest, "A customer conversation of the CRM.", {
    locationId: "Where it is now.",
    contactId: "The customer.",
    contactName: "The customer's name.",
    assignedTo: "Its owner; null for nobody.",
    followers: "Users who follow it.",
    lastMessageBody: "The first 5,000 characters are kept.",
    lastMessageType: "The CRM's own word, such as `TYPE_SMS`.",
    lastMessageDate: "What lists are ordered by; null comes last.",
    unreadCount: "Above 0 it counts as unread in the inbox.",
    deleted,
    updatedAt,
  }),
} satisfies Record<string, Component>;
