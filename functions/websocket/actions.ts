import type { AccessPorts } from "../domain/access.ts";
import { type SendPorts, sendMessage } from "../domain/send-message.ts";
import { parse } from "../middleware/parse.ts";
import { type AdmittedSocket, admitToChats } from "./admit.ts";
import { frames } from "./frames.ts";

export type ActionPorts = AccessPorts & SendPorts;

export interface ActionRequest extends AdmittedSocket {
  readonly frame: unknown;
  readonly connectionId: string;
}

/** What each action does; it returns what the ack carries. */
export const actions: Readonly<
  Record<keyof typeof frames, (ports: ActionPorts, request: ActionRequest) => Promise<object>>
> = {
  ping: async (_ports, { frame }) => {
    parse(frames.ping, frame);
    return {};
  },
  send: async (ports, { frame, connectionId, ...admitted }) => {
    admitToChats(ports, admitted, "send");
    const { action: _action, requestId: _requestId, chatId, ...request } = parse(frames.send, frame);
    const chat = { locationId: admitted.location.locationId, chatId };
    const { entry } = await sendMessage(ports, {
      chat,
      userId: admitted.caller.userId,
      request,
      connectionId,
    });
    return { entry };
  },
};
