import { CreateAttachmentRequest } from "../../functions/domain/attachments/attachment.ts";
import { AddParticipantsRequest } from "../../functions/domain/chats/add-participants.ts";
import { ChangeSubjectRequest } from "../../functions/domain/chats/change-subject.ts";
import { CreateChatRequest, FirstMessage } from "../../functions/domain/chats/new-chat.ts";
import { PutLocationRequest } from "../../functions/domain/directory/location.ts";
import { PutUserRequest, Roles } from "../../functions/domain/directory/user.ts";
import { PutConversationRequest } from "../../functions/domain/inbox/conversation.ts";
import { ChatSettings } from "../../functions/domain/log/membership.ts";
import { MarkReadRequest } from "../../functions/domain/messages/mark-read.ts";
import { SendMessageRequest } from "../../functions/domain/messages/message.ts";
import { SyncRequest } from "../../functions/domain/messages/sync.ts";
import { PushToken } from "../../functions/domain/notifications/device.ts";
import { SentTimestamp } from "../../functions/domain/timestamp.ts";
import { frames } from "../../functions/websocket/frames.ts";

/** Schemas of what clients send: REST bodies, frames and their parts. */
export const sent = {
  SentTimestamp,
  CreateChatRequest,
  FirstMessage,
  ChangeSubjectRequest,
  AddParticipantsRequest,
  SendMessageRequest,
  MarkReadRequest,
  ChatSettings,
  SyncRequest,
  PutLocationRequest,
  PutUserRequest,
  Roles,
  PutConversationRequest,
  CreateAttachmentRequest,
  RegisterDeviceRequest: PushToken,
  PingFrame: frames.ping,
  SendFrame: frames.send,
  ReadFrame: frames.read,
  TypingFrame: frames.typing,
  SyncFrame: frames.sync,
  WatchFrame: frames.watch,
  AuthFrame: frames.auth,
};
