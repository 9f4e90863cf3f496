import type { TokenVerifier } from "../directory/ports.ts";
import { isExpired, type Session } from "../directory/session.ts";
import { ChatError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import { timestamp } from "../timestamp.ts";
import type { ConnectionRef, ConnectionStore } from "./ports.ts";

export interface ExtendConnectionPorts {
  readonly verifier: TokenVerifier;
  readonly connections: Pick<ConnectionStore, "extend">;
  readonly clock: Clock;
}

interface Extension {
  readonly connection: ConnectionRef;
  /** The connection's session. */
  readonly session: Session;
  readonly token: string;
}

/**
 * Extends a connection to the expiry of a fresh token. The token must belong to the same user, in the same kind
 * of session.
 * @returns the new expiry
 * @throws ChatError `unauthenticated` (an invalid token, or another user's), `unavailable`
 */
export async function extendConnection(
  ports: ExtendConnectionPorts,
  { connection, session, token }: Extension,
): Promise<string> {
  const fresh = await ports.verifier.verify(token);
  if (fresh === undefined || isExpired(fresh, ports.clock.now()) || !isSameSession(session, fresh)) {
    throw new ChatError("unauthenticated", "This needs a valid token of the same user");
  }
  const known = await ports.connections.extend(connection, fresh.expiresAt);
  if (!known) throw new ChatError("unavailable", "This connection is closing, open another one");
  return timestamp(fresh.expiresAt * 1000);
}

function isSameSession(one: Session, other: Session): boolean {
  return (
    one.kind === "user" &&
    other.kind === "user" &&
    one.userId === other.userId &&
    one.actorId === other.actorId
  );
}
