import { ChatError } from "../domain/errors.ts";
import { openChat } from "../domain/log/open-chat.ts";
import type { ChatStore } from "../domain/log/ports.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

/** Nobody leaves a chat, nor is removed from one. Who is not in it gets the 404 of a chat that does not exist. */
export const removeParticipant = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: { readonly chats: Pick<ChatStore, "head"> }, { caller, params }) => {
    await openChat(ports, chatInPath(params), caller.userId);
    throw new ChatError("method_not_allowed", "Participants cannot be removed");
  },
});
