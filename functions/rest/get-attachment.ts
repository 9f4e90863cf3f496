import { type GetAttachmentPorts, getAttachment as get } from "../domain/attachments/get-attachment.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";

export const getAttachment = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: GetAttachmentPorts, { caller, params }) => ({
    status: 200,
    body: await get(
      ports,
      { chat: chatInPath(params), userId: caller.userId },
      pathId(params, "attachmentId"),
    ),
  }),
});
