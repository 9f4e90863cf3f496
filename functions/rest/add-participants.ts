import {
  AddParticipantsRequest,
  type AddPorts,
  addParticipants as add,
} from "../domain/chats/add-participants.ts";
import { type ParticipantPorts, participantViews } from "../domain/chats/list-participants.ts";
import { chatInPath } from "./chat-path.ts";
import { Ignored, userOperation } from "./operation.ts";

type Ports = AddPorts & ParticipantPorts;

export const addParticipants = userOperation({
  query: Ignored,
  body: AddParticipantsRequest,
  handle: async (ports: Ports, { caller, params, body }) => {
    const roster = await add(ports, { chat: chatInPath(params), userId: caller.userId, request: body });
    return { status: 200, body: await participantViews(ports, roster) };
  },
});
