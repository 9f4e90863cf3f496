import { SendMessageRequest } from "../domain/messages/message.ts";
import { type SendPorts, sendMessage as send } from "../domain/messages/send-message.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";
import { createdOrReplayed } from "./replayed.ts";

export const sendMessage = userOperation({
  query: Ignored,
  body: SendMessageRequest,
  handle: async (ports: SendPorts, { caller, params, body }) => {
    const { entry, replayed } = await send(ports, {
      chat: chatInPath(params),
      userId: caller.userId,
      request: body,
    });
    return createdOrReplayed(entry, replayed);
  },
});
