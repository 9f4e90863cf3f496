import { asError } from "../domain/errors.ts";
import type { Log } from "../domain/ports.ts";
import { failureOf } from "../middleware/error-table.ts";
import { parseJson } from "../middleware/json.ts";
import { parse } from "../middleware/parse.ts";
import { type ActionPorts, actions } from "./actions.ts";
import { admitSocket } from "./admit.ts";
import { Addressed, Envelope } from "./frames.ts";
import type { Socket } from "./socket-event.ts";

type Answer =
  | ({ readonly type: "ack"; readonly requestId: string } & object)
  | ({ readonly type: "error"; readonly requestId: string | null } & Pick<
      ReturnType<typeof failureOf>,
      "statusCode" | "code" | "message"
    >);

/** One frame in, one frame out: an ack, or an error. Never throws. */
export async function answerFrame(ports: ActionPorts, socket: Socket, text: string): Promise<Answer> {
  let requestId: string | null = null;
  try {
    const frame = parseJson(text);
    requestId = Addressed.safeParse(frame).data?.requestId ?? null;
    const { action } = parse(Envelope, frame);
    const admitted = await admitSocket(ports, socket);
    const { connectionId, connectedAt } = socket;
    const result = await actions[action](ports, { ...admitted, frame, connectionId, connectedAt });
    return { type: "ack", requestId: requestId ?? "", ...result };
  } catch (error) {
    return errorFrame(ports.log, { error, requestId, socket });
  }
}

function errorFrame(log: Log, failed: { error: unknown; requestId: string | null; socket: Socket }): Answer {
  const { statusCode, code, message } = failureOf(failed.error);
  const { connectionId, requestId: traceId } = failed.socket;
  if (statusCode >= 500)
    log.error("frame failed", { traceId, connectionId, code, cause: asError(failed.error) });
  return { type: "error", requestId: failed.requestId, statusCode, code, message };
}
