import {
  type AccessPorts,
  auditLoginAs,
  authenticate,
  type Caller,
  enterLocation,
  requireFeature,
  requireOwnSession,
  requireUser,
} from "../domain/directory/access.ts";
import type { Location } from "../domain/directory/location.ts";
import type { FeatureSwitch, PrefetchRequest } from "../domain/directory/ports.ts";
import type { Socket } from "./socket-event.ts";

export interface SocketPorts extends AccessPorts {
  readonly feature: FeatureSwitch;
}

export interface AdmittedSocket {
  readonly caller: Caller;
  readonly location: Location;
}

/**
 * The checks of every frame, and of the handshake: a user with a part in the location and conversations on.
 * @param prefetch the items of a chat that the frame's action reads first: they come in the same round trip
 */
export async function admitSocket(
  ports: AccessPorts,
  { session, locationId }: Pick<Socket, "session" | "locationId">,
  prefetch: Pick<PrefetchRequest, "chatId" | "chatItems"> = { chatItems: [] },
): Promise<AdmittedSocket> {
  if (session?.kind === "user") {
    const { userId, actorId } = session;
    ports.prefetch?.begin({ userId, actorId, locationId, ...prefetch });
  }
  const caller = requireUser(await authenticate(ports, session));
  const location = await enterLocation(ports, caller, { locationId, conversations: true });
  return { caller, location };
}

/** The further checks of chat actions: one's own session, and the feature. */
export async function admitToChats(
  ports: SocketPorts,
  { caller, location }: AdmittedSocket,
  action: string,
): Promise<void> {
  auditLoginAs(ports, caller, action);
  requireOwnSession(caller);
  await requireFeature(ports.feature, location);
}
