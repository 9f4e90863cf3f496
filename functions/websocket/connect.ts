import type { APIGatewayProxyResult } from "aws-lambda";
import { SUBPROTOCOL } from "../authorizer/token.ts";
import type { AccessPorts } from "../domain/access.ts";
import type { ConnectionStore, Push } from "../domain/ports.ts";
import { admitSocket } from "./admit.ts";
import type { Socket } from "./socket-event.ts";

export interface ConnectPorts extends AccessPorts {
  readonly connections: Pick<ConnectionStore, "add" | "remove">;
  readonly push: Pick<Push, "close">;
}

/** Registers a socket for pushes; one too many of a user closes their oldest. */
export async function connect(ports: ConnectPorts, socket: Socket): Promise<APIGatewayProxyResult> {
  const { caller, location } = await admitSocket(ports, socket);
  const evicted = await ports.connections.add({
    connectionId: socket.connectionId,
    userId: caller.userId,
    locationId: location.locationId,
    connectedAt: socket.connectedAt,
    expiresAt: socket.session?.expiresAt ?? 0,
    loginAs: caller.actorId !== null,
  });
  await Promise.all(evicted.map(({ connectionId }) => ports.push.close(connectionId)));
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": SUBPROTOCOL }, body: "" };
}

/** Forgets a socket that closed. May never come: what is dead shows when it is posted to. */
export async function disconnect(ports: ConnectPorts, socket: Socket): Promise<APIGatewayProxyResult> {
  const { session, locationId, connectionId } = socket;
  if (session?.kind === "user") {
    await ports.connections.remove({ locationId, userId: session.userId, connectionId });
  }
  return { statusCode: 200, body: "" };
}
