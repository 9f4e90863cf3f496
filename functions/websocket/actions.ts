import { type ExtendConnectionPorts, extendConnection } from "../domain/connections/extend-connection.ts";
import { MAX_FRAME_BYTES } from "../domain/connections/frame-size.ts";
import type { ConnectionRef, ConnectionStore } from "../domain/connections/ports.ts";
import type { ChatItem } from "../domain/directory/ports.ts";
import type { Session } from "../domain/directory/session.ts";
import { ChatError } from "../domain/errors.ts";
import { openChatPrefetch } from "../domain/log/open-chat.ts";
import { markRead, markReadPrefetch, type ReadPorts } from "../domain/messages/mark-read.ts";
import { pushTyping, type TypingPorts } from "../domain/messages/push-typing.ts";
import { type SendPorts, sendMessage, sendMessagePrefetch } from "../domain/messages/send-message.ts";
import { type SyncPorts, sync } from "../domain/messages/sync.ts";
import { parse } from "../middleware/parse.ts";
import type { Acks } from "./acks.ts";
import { type AdmittedSocket, admitToChats, type SocketPorts } from "./admit-socket.ts";
import { type Action, frames } from "./frames.ts";

export type ActionPorts = SocketPorts &
  SendPorts &
  ReadPorts &
  TypingPorts &
  SyncPorts &
  ExtendConnectionPorts & { readonly connections: Pick<ConnectionStore, "watch"> };

interface ActionRequest extends AdmittedSocket {
  readonly frame: unknown;
  readonly session: Session;
  readonly connection: ConnectionRef;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
}

interface ActionHandler<Of extends Action> {
  /** The items of the frame's chat that its use case reads first. */
  readonly prefetch?: readonly ChatItem[];
  /** @returns the fields of the ack */
  run(ports: ActionPorts, request: ActionRequest): Promise<Acks[Of]>;
}

/**
 * Bytes of the chats in a `sync` answer. The envelope with its `requestId` takes up to 293 bytes; in 100 chats
 * `more` and `lastSeq` may each grow by a byte while entries are added.
 */
const SYNC_BUDGET = MAX_FRAME_BYTES - 768;

/** The handler of each action. */
export const actionHandlers: { readonly [Of in Action]: ActionHandler<Of> } = {
  ping: {
    run: async (_ports, { frame }) => {
      parse(frames.ping, frame);
      return {};
    },
  },
  send: {
    prefetch: sendMessagePrefetch,
    run: async (ports, request) => {
      await admitToChats(ports, request, "send");
      const {
        action: _action,
        requestId: _requestId,
        chatId,
        ...message
      } = parse(frames.send, request.frame);
      const { connectionId } = request.connection;
      const sending = { ...inChat(request, chatId), request: message, connectionId };
      const { entry } = await sendMessage(ports, sending);
      return { entry };
    },
  },
  read: {
    prefetch: markReadPrefetch,
    run: async (ports, request) => {
      await admitToChats(ports, request, "read");
      const { chatId, seq } = parse(frames.read, request.frame);
      return markRead(ports, { ...inChat(request, chatId), seq });
    },
  },
  typing: {
    prefetch: openChatPrefetch,
    run: async (ports, request) => {
      await admitToChats(ports, request, "typing");
      const { chatId, active } = parse(frames.typing, request.frame);
      await pushTyping(ports, { ...inChat(request, chatId), active });
      return {};
    },
  },
  sync: {
    run: async (ports, request) => {
      await admitToChats(ports, request, "sync");
      const { chats: seen } = parse(frames.sync, request.frame);
      const { locationId, userId } = request.connection;
      await ports.limiter.spend("sync", request.connection);
      return { chats: await sync(ports, { locationId, userId, seen, budget: SYNC_BUDGET }) };
    },
  },
  watch: {
    run: async (ports, { frame, connection, connectedAt }) => {
      const { conversations } = parse(frames.watch, frame);
      if (await ports.connections.watch({ ...connection, connectedAt }, conversations)) return {};
      throw new ChatError("unavailable", "This connection is closing, open another one");
    },
  },
  auth: {
    run: async (ports, { frame, connection, session }) => {
      const { token } = parse(frames.auth, frame);
      return { expiresAt: await extendConnection(ports, { connection, session, token }) };
    },
  },
};

function inChat({ location, connection: { locationId, userId } }: ActionRequest, chatId: string) {
  return { location, chat: { locationId, chatId }, userId };
}
