import { listParticipants as list, type ParticipantPorts } from "../domain/chats/list-participants.ts";
import type { ChatStore } from "../domain/log/ports.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

type Ports = ParticipantPorts & { readonly chats: Pick<ChatStore, "head"> };

export const listParticipants = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: Ports, { caller, params }) => ({
    status: 200,
    body: await list(ports, chatInPath(params), caller.userId),
  }),
});
