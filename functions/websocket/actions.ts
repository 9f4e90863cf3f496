import type { AccessPorts } from "../domain/access.ts";
import { ChatError } from "../domain/errors.ts";
import type { ConnectionStore } from "../domain/ports.ts";
import { type SendPorts, sendMessage } from "../domain/send-message.ts";
import { parse } from "../middleware/parse.ts";
import { type AdmittedSocket, admitToChats } from "./admit.ts";
import { frames } from "./frames.ts";

export type ActionPorts = AccessPorts & SendPorts & { readonly connections: Pick<ConnectionStore, "watch"> };

export interface ActionRequest extends AdmittedSocket {
  readonly frame: unknown;
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
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
  watch: async (ports, { frame, caller, location, ...socket }) => {
    const { conversations } = parse(frames.watch, frame);
    const { connectionId, connectedAt } = socket;
    const { locationId } = location;
    const connection = { locationId, userId: caller.userId, connectionId, connectedAt };
    if (await ports.connections.watch(connection, conversations)) return {};
    throw new ChatError("unavailable", "This connection is closing, open another one");
  },
};
