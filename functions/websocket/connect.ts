import type { APIGatewayProxyResult } from "aws-lambda";
import { SUBPROTOCOL } from "../authorizer/token.ts";
import { closeConnections } from "../domain/connections/close-connections.ts";
import type { Connection } from "../domain/connections/connection.ts";
import type { ConnectionStore, Push } from "../domain/connections/ports.ts";
import { type AccessPorts, peopleOf } from "../domain/directory/access.ts";
import { companyBehind } from "../domain/directory/location.ts";
import { admitSocket } from "./admit-socket.ts";
import type { Socket } from "./socket-event.ts";

export interface ConnectPorts extends AccessPorts {
  readonly connections: Pick<ConnectionStore, "add" | "remove">;
  readonly push: Push;
}

/** Registers a socket for pushes; one too many closes the user's oldest. */
export async function connect(ports: ConnectPorts, socket: Socket): Promise<APIGatewayProxyResult> {
  const { caller, location } = await admitSocket(ports, socket);
  const connection = {
    connectionId: socket.connectionId,
    userId: caller.userId,
    locationId: location.locationId,
    connectedAt: socket.connectedAt,
    expiresAt: socket.session?.expiresAt ?? 0,
    actorId: caller.actor?.userId ?? null,
    companyId: companyBehind(peopleOf(caller), location),
    watching: false,
  };
  const evicted = await ports.connections.add(connection);
  await admitAgain(ports, socket, connection);
  await closeConnections(ports, evicted, "replaced");
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": SUBPROTOCOL }, body: "" };
}

/**
 * Access may have been lost while the socket was being registered, before `closeLostConnections` could find it:
 * either that finds the connection, or this check sees the loss.
 */
async function admitAgain(ports: ConnectPorts, socket: Socket, connection: Connection): Promise<void> {
  try {
    await admitSocket(ports, socket);
  } catch (error) {
    await ports.connections.remove(connection);
    throw error;
  }
}

/** Removes a socket that closed. The event may never come: a dead socket shows when it is posted to. */
export async function disconnect(ports: ConnectPorts, socket: Socket): Promise<APIGatewayProxyResult> {
  const { session, locationId, connectionId } = socket;
  if (session?.kind === "user") {
    const { userId, actorId } = session;
    await ports.connections.remove({ locationId, userId, actorId, connectionId });
  }
  return { statusCode: 200, body: "" };
}
