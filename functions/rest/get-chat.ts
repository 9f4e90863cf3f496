import { type GetPorts, getChat as get } from "../domain/chats/get-chat.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

export const getChat = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: GetPorts, { caller, params }) => ({
    status: 200,
    body: await get(ports, chatInPath(params), caller.userId),
  }),
});
