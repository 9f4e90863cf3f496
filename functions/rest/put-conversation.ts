import { PutConversationRequest } from "../domain/inbox/conversation.ts";
import { type PutConversationPorts, putConversation as put } from "../domain/inbox/put-conversation.ts";
import { directoryId } from "./directory-id.ts";
import { Ignored, operation } from "./operation.ts";

export const putConversation = operation({
  query: Ignored,
  body: PutConversationRequest,
  handle: async (ports: PutConversationPorts, { params, body }) => {
    const update = { id: directoryId(params, "conversationId"), ...body };
    return { status: 200, body: { applied: await put(ports, update) } };
  },
});
