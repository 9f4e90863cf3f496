import { CreateAttachmentRequest } from "../domain/attachments/attachment.ts";
import {
  type CreateAttachmentPorts,
  createAttachment as create,
} from "../domain/attachments/create-attachment.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

export const createAttachment = userOperation({
  query: Ignored,
  body: CreateAttachmentRequest,
  handle: async (ports: CreateAttachmentPorts, { caller, params, body }) => ({
    status: 201,
    body: await create(ports, { chat: chatInPath(params), userId: caller.userId }, body),
  }),
});
