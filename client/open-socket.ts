import type { ServerEvent } from "../functions/domain/server-events.ts";
import { ChatClientError } from "./chat-client-error.ts";
import { abortable } from "./clock.ts";
import { ANSWER_TIMEOUT_MS, type Settings } from "./options.ts";
import { Socket } from "./socket.ts";

interface Opening {
  readonly token: string;
  readonly onEvent: (event: ServerEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Connects. The token travels as a subprotocol, never in the URL. A browser does not say why a handshake
 * failed: that is for the caller to find out.
 * @throws ChatClientError `disconnected`, `timeout`
 */
export async function openSocket(
  { webSocketUrl, locationId, WebSocket, clock }: Settings,
  { token, onEvent, signal }: Opening,
): Promise<Socket> {
  signal.throwIfAborted();
  const url = `${webSocketUrl}?locationId=${encodeURIComponent(locationId)}`;
  const webSocket = new WebSocket(url, ["internal-chat.v1", `bearer.${token}`]);
  const socket = new Socket(webSocket, clock, onEvent);
  const patience = clock.after(ANSWER_TIMEOUT_MS, () => socket.close());
  const open = new Promise<Socket>((resolve, reject) => {
    webSocket.addEventListener("open", () => resolve(socket));
    socket.ended.addEventListener("abort", () =>
      reject(new ChatClientError("disconnected", "Could not connect")),
    );
  });
  try {
    return await abortable(open, signal);
  } catch (error) {
    socket.close();
    throw error;
  } finally {
    patience();
  }
}
