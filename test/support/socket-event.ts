import type { Session } from "../../functions/domain/directory/session.ts";
import { contextOf } from "../../functions/middleware/session-context.ts";
import { NOON } from "./fake-clock.ts";
import { userSession } from "./rest-event.ts";

export interface SocketCall {
  readonly type?: "CONNECT" | "DISCONNECT" | "MESSAGE";
  readonly session?: Session | undefined;
  readonly locationId?: string;
  readonly body?: string;
}

/** An event as API Gateway sends it to the Lambda of the WebSocket API. By default it comes from ana in `loc`. */
export function socketEvent({ type = "MESSAGE", session, locationId = "loc", body }: SocketCall) {
  return {
    requestContext: {
      connectionId: "ana-socket",
      eventType: type,
      connectedAt: NOON,
      requestId: "trace-1",
      authorizer: { ...contextOf(session ?? userSession("ana")), locationId },
    },
    ...(body !== undefined && { body }),
  };
}
