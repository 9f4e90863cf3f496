import type { APIGatewayProxyResult } from "aws-lambda";
import { closeConnections } from "../domain/connections/close-connections.ts";
import { asError } from "../domain/errors.ts";
import { failureOf } from "../middleware/error-table.ts";
import { type Answered, answerFrame, type FramePorts } from "./answer-frame.ts";
import { type ConnectPorts, connect, disconnect } from "./connect.ts";
import { type Socket, SocketEvent, socketOf } from "./socket-event.ts";

type Ports = FramePorts & ConnectPorts;

/** All three routes of the WebSocket API: `$connect`, `$disconnect` and `$default`. */
export function websocketHandler(ports: Ports) {
  return async (input: unknown): Promise<APIGatewayProxyResult> => {
    const event = SocketEvent.parse(input);
    const socket = socketOf(event);
    switch (event.requestContext.eventType) {
      case "CONNECT":
        return connectOrRefuse(ports, socket);
      case "DISCONNECT":
        return forget(ports, socket);
      case "MESSAGE":
        return respond(ports, socket, await answerFrame(ports, socket, event.body ?? ""));
    }
  };
}

/** The answer is the response, unless the connection has to close after it. */
async function respond(
  ports: Ports,
  socket: Socket,
  { frame, bye }: Answered,
): Promise<APIGatewayProxyResult> {
  if (bye === undefined) return { statusCode: 200, body: JSON.stringify(frame) };
  const { locationId, connectionId, session } = socket;
  const { userId, actorId } = session?.kind === "user" ? session : { userId: "", actorId: null };
  const connection = { locationId, connectionId, userId, actorId };
  await ports.push.post([connection], frame);
  try {
    await closeConnections(ports, [connection], bye);
  } catch (error) {
    // The frame was answered. The next frame or event closes the connection.
    ports.log.warn("connection not closed after its answer", { connectionId, cause: asError(error) });
  }
  return { statusCode: 200, body: "" };
}

/** A socket that cannot be removed now is found to be gone at its next post. */
async function forget(ports: Ports, socket: Socket): Promise<APIGatewayProxyResult> {
  try {
    return await disconnect(ports, socket);
  } catch (error) {
    ports.log.warn("disconnect not noted", { connectionId: socket.connectionId, cause: asError(error) });
    return { statusCode: 200, body: "" };
  }
}

/** A refused handshake shows the client only its status. */
async function connectOrRefuse(ports: Ports, socket: Socket): Promise<APIGatewayProxyResult> {
  try {
    return await connect(ports, socket);
  } catch (error) {
    const { statusCode, code } = failureOf(error);
    if (statusCode >= 500) ports.log.error("connect failed", { code, cause: asError(error) });
    return { statusCode, body: "" };
  }
}
