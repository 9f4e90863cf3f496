import { MarkReadRequest, markRead as mark, type ReadPorts } from "../domain/messages/mark-read.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

export const markRead = userOperation({
  query: Ignored,
  body: MarkReadRequest,
  handle: async (ports: ReadPorts, { caller, params, body }) => ({
    status: 200,
    body: await mark(ports, { chat: chatInPath(params), userId: caller.userId, seq: body.seq }),
  }),
});
