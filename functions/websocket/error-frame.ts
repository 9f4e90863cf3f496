import { MAX_ERROR_FRAME_BYTES } from "../domain/connections/frame-size.ts";
import { asError } from "../domain/errors.ts";
import { firstFitting, jsonBytes } from "../domain/json-size.ts";
import type { Log } from "../domain/ports.ts";
import type { ErrorFrame } from "../domain/server-events.ts";
import { failureOf, retryAfterOf } from "../middleware/error-table.ts";
import type { Socket } from "./socket-event.ts";

interface Failed {
  readonly error: unknown;
  readonly requestId: string | null;
  readonly socket: Pick<Socket, "connectionId" | "requestId">;
}

/** The answer to a frame that failed. It names as many problems as fit. */
export function errorFrame(log: Log, { error, requestId, socket }: Failed): ErrorFrame {
  const { statusCode, code, message, reason } = failureOf(error);
  const { connectionId, requestId: traceId } = socket;
  if (statusCode >= 500) log.error("frame failed", { traceId, connectionId, code, cause: asError(error) });
  const retryAfter = retryAfterOf(error);
  const frame = {
    ...({ type: "error", requestId, statusCode, code, message } as const),
    ...(reason && { reason }),
    traceId,
    ...(retryAfter !== undefined && { retryAfter }),
  };
  if (typeof message === "string") return frame;
  const room = MAX_ERROR_FRAME_BYTES - jsonBytes({ ...frame, message: [] });
  return { ...frame, message: firstFitting(message, room).fitting };
}
