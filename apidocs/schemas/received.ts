import { UploadLink } from "../../functions/domain/attachments/attachment.ts";
import { CreatedAttachment } from "../../functions/domain/attachments/create-attachment.ts";
import { AttachmentDownload } from "../../functions/domain/attachments/get-attachment.ts";
import { SettingsState } from "../../functions/domain/chats/change-settings.ts";
import { Chat } from "../../functions/domain/chats/chat-view.ts";
import { ChatPage } from "../../functions/domain/chats/list-chats.ts";
import { ParticipantList, ParticipantView } from "../../functions/domain/chats/list-participants.ts";
import { ChatEvent } from "../../functions/domain/chats/push-new-participants.ts";
import { ByeEvent } from "../../functions/domain/connections/close-connections.ts";
import { LocationUser, UserPage } from "../../functions/domain/directory/list-users.ts";
import { Me } from "../../functions/domain/directory/user.ts";
import { ErrorBody } from "../../functions/domain/errors.ts";
import {
  ChangedConversation,
  Conversation,
  ConversationEvent,
} from "../../functions/domain/inbox/conversation.ts";
import { ConversationPage } from "../../functions/domain/inbox/list-conversations.ts";
import { Inbox, Unread } from "../../functions/domain/inbox/read-inbox.ts";
import {
  AttachmentSummary,
  ChatCreated,
  Entry,
  Message,
  ParticipantsAdded,
  SubjectChanged,
} from "../../functions/domain/log/entry.ts";
import { MessagePage } from "../../functions/domain/messages/list-messages.ts";
import { ReadEvent, ReadState } from "../../functions/domain/messages/mark-read.ts";
import { EntryEvent } from "../../functions/domain/messages/push-entry.ts";
import { TypingEvent } from "../../functions/domain/messages/push-typing.ts";
import { SyncedChat } from "../../functions/domain/messages/sync.ts";
import { Device } from "../../functions/domain/notifications/device.ts";
import { ErrorFrame } from "../../functions/domain/server-events.ts";
import { Timestamp } from "../../functions/domain/timestamp.ts";
import { acks } from "../../functions/websocket/acks.ts";
import { Applied, DeviceList, Health } from "./answers.ts";

/** Schemas of what clients receive: REST answers, acks, events and their parts. */
export const received = {
  Timestamp,
  Error: ErrorBody,
  Health,
  Applied,
  Chat,
  ChatPage,
  Participant: ParticipantView,
  ParticipantList,
  MessagePage,
  ReadState,
  SettingsState,
  Inbox,
  Unread,
  Conversation,
  ConversationPage,
  LocationUser,
  UserPage,
  Me,
  Entry,
  ChatCreated,
  ParticipantsAdded,
  SubjectChanged,
  Message,
  Attachment: AttachmentSummary,
  CreatedAttachment,
  Upload: UploadLink,
  AttachmentDownload,
  Device,
  DeviceList,
  PingAck: acks.ping,
  SendAck: acks.send,
  ReadAck: acks.read,
  TypingAck: acks.typing,
  SyncAck: acks.sync,
  SyncedChat,
  WatchAck: acks.watch,
  AuthAck: acks.auth,
  ErrorFrame,
  EntryEvent,
  ChatEvent,
  ReadEvent,
  TypingEvent,
  ConversationEvent,
  ChangedConversation,
  Bye: ByeEvent,
};
