import { ChatError } from "../errors.ts";
import { isId } from "../identifier.ts";
import type { Clock, Log } from "../ports.ts";
import { canActAs, hasAccessTo, type Location } from "./location.ts";
import type { Directory, FeatureSwitch, Prefetch } from "./ports.ts";
import { isExpired, type Session } from "./session.ts";
import type { Profile } from "./user.ts";

/** The user who makes a request, with their current profile. */
export interface Caller {
  readonly userId: string;
  readonly profile: Profile;
  /** The person who really sits at the keyboard of a Login-As session, else null. */
  readonly actor: Profile | null;
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
 * The owner of a session; a user, and the actor of a Login-As session, are read from the directory at each
 * request.
 * @throws ChatError `unauthenticated`: no session; expired; a user unknown or deleted; an actor unknown, deleted, or of
 * another company than the user
 */
export async function authenticate(
  ports: Pick<AccessPorts, "directory" | "clock">,
  session: Session | undefined,
): Promise<Principal> {
  requireSession(session);
  if (isExpired(session, ports.clock.now())) throw new ChatError("unauthenticated", "The token has expired");
  if (session.kind === "service") return { kind: "service" };
  const { userId, actorId } = session;
  const profile = await existing(ports, userId);
  if (profile === undefined) throw new ChatError("unauthenticated", "Unknown user");
  if (actorId === null) return { kind: "user", caller: { userId, profile, actor: null } };
  const actor = await existing(ports, actorId);
  if (actor === undefined || !canActAs(actor, profile)) {
    throw new ChatError("unauthenticated", "Unknown actor");
  }
  return { kind: "user", caller: { userId, profile, actor } };
}

/** @throws ChatError `unauthenticated`: the token was missing or proved nothing */
export function requireSession(session: Session | undefined): asserts session is Session {
  if (session === undefined) throw new ChatError("unauthenticated", "A valid token is needed");
}

async function existing(
  { directory }: Pick<AccessPorts, "directory">,
  userId: string,
): Promise<Profile | undefined> {
  const profile = isId(userId) ? await directory.profile(userId) : undefined;
  return profile?.deleted ? undefined : profile;
}

/** The people whose access a session rests on: the user, then the actor. */
export function peopleOf({ profile, actor }: Pick<Caller, "profile" | "actor">): readonly Profile[] {
  return actor === null ? [profile] : [profile, actor];
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

/**
 * The location, where the user and then the actor may enter it.
 * @throws ChatError `not_in_location`, the same for an unknown location and one without a part in it;
 * `conversations_disabled` where conversations are asked for
 */
export async function enterLocation(
  ports: Pick<AccessPorts, "directory">,
  caller: Caller,
  { locationId, conversations }: { readonly locationId: string; readonly conversations: boolean },
): Promise<Location> {
  const location = isId(locationId) ? await ports.directory.location(locationId) : undefined;
  for (const person of peopleOf(caller)) {
    if (location === undefined || !hasAccessTo(person, location)) {
      throw new ChatError("not_in_location", "You have no access to this location");
    }
    if (conversations && !person.permissions.conversationsEnabled) {
      throw new ChatError("conversations_disabled", "Conversations are switched off for this user");
    }
  }
  if (location === undefined) throw new ChatError("not_in_location", "You have no access to this location");
  return location;
}

/** Records in the audit log that a Login-As session tries what it may not. */
export function auditLoginAs(ports: Pick<AccessPorts, "log">, caller: Caller, operation: string): void {
  if (caller.actor === null) return;
  const { userId, actor } = caller;
  ports.log.audit("impersonation refused", { actorId: actor.userId, userId, operation });
}

/** @throws ChatError `impersonation_forbidden` */
export function requireOwnSession({ actor }: Caller): void {
  if (actor === null) return;
  throw new ChatError("impersonation_forbidden", "Not while logged in as another user");
}

/** @throws ChatError `feature_not_enabled` */
export async function requireFeature(feature: FeatureSwitch | undefined, location: Location): Promise<void> {
  if (await feature?.isOn(location.locationId)) return;
  throw new ChatError("feature_not_enabled", "Internal Chat is not enabled for this location");
}
