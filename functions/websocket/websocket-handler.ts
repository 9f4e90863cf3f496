import type { APIGatewayProxyResult } from "aws-lambda";
import { asError } from "../domain/errors.ts";
import { failureOf } from "../middleware/error-table.ts";
import type { ActionPorts } from "./actions.ts";
import { answerFrame } from "./answer-frame.ts";
import { type ConnectPorts, connect, disconnect } from "./connect.ts";
import { type Socket, SocketEvent, socketOf } from "./socket-event.ts";

type Ports = ActionPorts & ConnectPorts;

/** All three routes of the WebSocket API: `$connect`, `$disconnect` and `$default`. */
export function websocketHandler(ports: Ports) {
  return async (input: unknown): Promise<APIGatewayProxyResult> => {
    const event = SocketEvent.parse(input);
    const socket = socketOf(event);
    switch (event.requestContext.eventType) {
      case "CONNECT":
        return connectOrRefuse(ports, socket);
      case "DISCONNECT":
        return disconnect(ports, socket);
      case "MESSAGE":
        return { statusCode: 200, body: JSON.stringify(await answerFrame(ports, socket, event.body ?? "")) };
    }
  };
}

/** A refused handshake shows the client its status, and nothing else. */
async function connectOrRefuse(ports: Ports, socket: Socket): Promise<APIGatewayProxyResult> {
  try {
    return await connect(ports, socket);
  } catch (error) {
    const { statusCode, code } = failureOf(error);
    if (statusCode >= 500) ports.log.error("connect failed", { code, cause: asError(error) });
    return { statusCode, body: "" };
  }
}
