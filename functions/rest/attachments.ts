import { CreateAttachmentRequest } from "../domain/attachments/attachment.ts";
import {
  type AttachmentSettings,
  type CreateAttachmentPorts,
  createAttachment,
} from "../domain/attachments/create-attachment.ts";
import { type GetAttachmentPorts, getAttachment } from "../domain/attachments/get-attachment.ts";
import { openChatPrefetch } from "../domain/log/open-chat.ts";
import { chatOperation, pathId } from "./operation.ts";

/** Links to upload and download files by. */
export const attachmentOperations = (settings: AttachmentSettings) => ({
  createAttachment: chatOperation({
    body: CreateAttachmentRequest,
    prefetch: openChatPrefetch,
    handle: async (ports: CreateAttachmentPorts, { chat, userId, body: request }) => ({
      status: 201,
      body: await createAttachment(ports, settings, { chat, userId, request }),
    }),
  }),
  getAttachment: chatOperation({
    prefetch: openChatPrefetch,
    handle: async (ports: GetAttachmentPorts, { chat, userId, params }) => ({
      status: 200,
      body: await getAttachment(ports, { chat, userId }, pathId(params, "attachmentId")),
    }),
  }),
});
