import { ChatError } from "../errors.ts";
import { isId } from "../identifier.ts";
import type { Clock, Log } from "../ports.ts";
import { hasAccessTo, type Location } from "./location.ts";
import type { Directory, FeatureSwitch, Prefetch } from "./ports.ts";
import { isExpired, type Session } from "./session.ts";
import type { Profile } from "./user.ts";

/** The user who makes a request, with their current profile. */
export interface Caller {
  readonly userId: string;
  /** The real actor of a Login-As session; otherwise null. */
  readonly actorId: string | null;
  readonly profile: Profile;
}

export interface AccessPorts {
  readonly directory: Pick<Directory, "profile" | "location">;
  /** Absent if prefetching gains nothing, because the requests read little. */
  readonly prefetch?: Prefetch;
  readonly clock: Clock;
  readonly log: Log;
}

/** The owner of a token: a user or the CRM platform. */
export type Principal = { readonly kind: "user"; readonly caller: Caller } | { readonly kind: "service" };

/**
 * The owner of a session. Users are read from the directory at each request.
 * @throws ChatError `unauthenticated`: the session has expired, or the user is unknown or deleted
 */
export async function authenticate(
  ports: Pick<AccessPorts, "directory" | "clock">,
  session: Session,
): Promise<Principal> {
  if (isExpired(session, ports.clock.now())) throw new ChatError("unauthenticated", "The token has expired");
  if (session.kind === "service") return { kind: "service" };
  const profile = isId(session.userId) ? await ports.directory.profile(session.userId) : undefined;
  if (profile === undefined || profile.deleted) throw new ChatError("unauthenticated", "Unknown user");
  return { kind: "user", caller: { userId: session.userId, actorId: session.actorId, profile } };
}

/** @throws ChatError `insufficient_scope` for a service token */
export function requireUser(principal: Principal): Caller {
  if (principal.kind === "user") return principal.caller;
  throw new ChatError("insufficient_scope", "This needs a user's token");
}

/** @throws ChatError `insufficient_scope` for a user's token */
export function requireService(principal: Principal): void {
  if (principal.kind === "service") return;
  throw new ChatError("insufficient_scope", "This needs a service token with scope directory.write");
}

/** @throws ChatError `not_in_location`, the same for an unknown location and for one without access */
export async function enterLocation(
  ports: Pick<AccessPorts, "directory">,
  caller: Caller,
  locationId: string,
): Promise<Location> {
  const location = isId(locationId) ? await ports.directory.location(locationId) : undefined;
  if (location === undefined || !hasAccessTo(caller.profile, location)) {
    throw new ChatError("not_in_location", "You have no access to this location");
  }
  return location;
}

/** @throws ChatError `conversations_disabled` */
export function requireConversations({ profile }: Caller): void {
  if (profile.permissions.conversationsEnabled) return;
  throw new ChatError("conversations_disabled", "Conversations are switched off for this user");
}

/**
 * Refuses Login-As sessions, and logs the attempt for audit (product rule 6).
 * @throws ChatError `impersonation_forbidden`
 */
export function requireOwnSession(ports: Pick<AccessPorts, "log">, caller: Caller, operation: string): void {
  if (caller.actorId === null) return;
  ports.log.audit("impersonation refused", { actorId: caller.actorId, userId: caller.userId, operation });
  throw new ChatError("impersonation_forbidden", "Not while logged in as another user");
}

/** @throws ChatError `feature_not_enabled` */
export function requireFeature(feature: FeatureSwitch | undefined, location: Location): void {
  if (feature?.isOn(location)) return;
  throw new ChatError("feature_not_enabled", "Internal Chat is not enabled for this location");
}
