import { ListMessagesQuery, type LogPorts, listMessages as list } from "../domain/messages/list-messages.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

export const listMessages = userOperation({
  query: ListMessagesQuery,
  body: Ignored,
  handle: async (ports: LogPorts, { caller, params, query }) => ({
    status: 200,
    body: await list(ports, { chat: chatInPath(params), userId: caller.userId }, query),
  }),
});
