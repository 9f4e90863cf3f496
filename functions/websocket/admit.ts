import {
  type AccessPorts,
  authenticate,
  type Caller,
  enterLocation,
  requireConversations,
  requireFeature,
  requireOwnSession,
  requireUser,
} from "../domain/directory/access.ts";
import type { Location } from "../domain/directory/location.ts";
import type { Expected } from "../domain/directory/ports.ts";
import { ChatError } from "../domain/errors.ts";
import type { Socket } from "./socket-event.ts";

export interface AdmittedSocket {
  readonly caller: Caller;
  readonly location: Location;
}

/**
 * What every frame needs, the handshake too: a user with a part in the location and conversations on.
 * @param chatReads what the frame's action will read of a chat: it comes in the same round trip
 */
export async function admitSocket(
  ports: AccessPorts,
  { session, locationId }: Pick<Socket, "session" | "locationId">,
  chatReads: Pick<Expected, "chatId" | "ownState"> = {},
): Promise<AdmittedSocket> {
  if (session === undefined) throw new ChatError("unauthenticated", "A valid token is needed");
  if (session.kind === "user") {
    ports.prefetch?.expect({ userId: session.userId, locationId, ...chatReads });
  }
  const caller = requireUser(await authenticate(ports, session));
  const location = await enterLocation(ports, caller, locationId);
  requireConversations(caller);
  return { caller, location };
}

/** What chat actions need besides: one's own session, and the feature. */
export function admitToChats(ports: AccessPorts, { caller, location }: AdmittedSocket, action: string): void {
  requireOwnSession(ports, caller, action);
  requireFeature(ports, location);
}
