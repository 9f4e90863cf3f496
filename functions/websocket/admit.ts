import {
  type AccessPorts,
  authenticate,
  type Caller,
  enterLocation,
  requireConversations,
  requireFeature,
  requireOwnSession,
  requireUser,
} from "../domain/access.ts";
import { ChatError } from "../domain/errors.ts";
import type { Location } from "../domain/location.ts";
import type { Socket } from "./socket-event.ts";

export interface AdmittedSocket {
  readonly caller: Caller;
  readonly location: Location;
}

/** What every frame needs, the handshake too: a user with a part in the location and conversations on. */
export async function admitSocket(ports: AccessPorts, socket: Socket): Promise<AdmittedSocket> {
  if (socket.session === undefined) throw new ChatError("unauthenticated", "A valid token is needed");
  const caller = requireUser(await authenticate(ports, socket.session));
  const location = await enterLocation(ports, caller, socket.locationId);
  requireConversations(caller);
  return { caller, location };
}

/** What chat actions need besides: one's own session, and the feature. */
export function admitToChats(ports: AccessPorts, { caller, location }: AdmittedSocket, action: string): void {
  requireOwnSession(ports, caller, action);
  requireFeature(ports, location);
}
