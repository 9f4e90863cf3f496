import type { ServerEvent } from "../functions/domain/server-events.ts";
import type { ConnectionPorts } from "./connection-ports.ts";
import type { ClosedReason } from "./events.ts";
import { openSocket } from "./open-socket.ts";
import type { Socket } from "./socket.ts";

interface Dialed {
  readonly socket?: Socket;
  /** Why there is no use in trying again. */
  readonly refusal?: ClosedReason | undefined;
}

/** One attempt to connect; never throws. */
export async function dial(
  { settings, tokens, verdict }: ConnectionPorts,
  onEvent: (event: ServerEvent, token: string) => void,
  closed: AbortSignal,
): Promise<Dialed> {
  const token = await tokens.get().catch(() => undefined);
  if (token === undefined || closed.aborted) return {};
  try {
    const socket = await openSocket(settings, {
      token,
      onEvent: (event) => onEvent(event, token),
      signal: closed,
    });
    return { socket };
  } catch {
    return { refusal: await verdict(closed) };
  }
}
