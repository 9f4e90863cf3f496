import type { ServerEvent } from "../functions/domain/server-events.ts";
import { abortable } from "./abort-signals.ts";
import { ChatClientError } from "./chat-client-error.ts";
import { ANSWER_TIMEOUT_MS, type Settings } from "./client-options.ts";
import type { ClosedReason } from "./events.ts";
import type { LocationApi } from "./location-api.ts";
import { Socket } from "./socket.ts";
import type { TokenSource } from "./token-source.ts";

export interface ConnectPorts {
  readonly settings: Settings;
  readonly tokens: TokenSource;
  readonly location: Pick<LocationApi, "refusalReason">;
}

/** Both are undefined if the attempt failed and another may succeed. */
interface ConnectResult {
  readonly socket?: Socket;
  /** Set if every further attempt would fail too. */
  readonly refusal?: ClosedReason | undefined;
}

/** Makes one attempt to connect. Never rejects. */
export async function connect(
  { settings, tokens, location }: ConnectPorts,
  onEvent: (event: ServerEvent, token: string) => void,
  closed: AbortSignal,
): Promise<ConnectResult> {
  const token = await tokens.get().catch(() => undefined);
  if (token === undefined || closed.aborted) return {};
  try {
    const handshake = { token, onEvent: (event: ServerEvent) => onEvent(event, token), signal: closed };
    return { socket: await openSocket(settings, handshake) };
  } catch {
    // A browser does not say why a handshake failed.
    return { refusal: await location.refusalReason(closed) };
  }
}

interface Handshake {
  readonly token: string;
  readonly onEvent: (event: ServerEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Opens a socket. The token travels as a subprotocol, never in the URL.
 * @throws ChatClientError `disconnected`
 */
async function openSocket(
  { webSocketUrl, locationId, WebSocket, clock }: Settings,
  { token, onEvent, signal }: Handshake,
): Promise<Socket> {
  signal.throwIfAborted();
  const url = `${webSocketUrl}?locationId=${encodeURIComponent(locationId)}`;
  const webSocket = new WebSocket(url, ["internal-chat.v1", `bearer.${token}`]);
  const socket = new Socket(webSocket, clock, onEvent);
  const cancelTimeout = clock.after(ANSWER_TIMEOUT_MS, () => socket.close());
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
    cancelTimeout();
  }
}
