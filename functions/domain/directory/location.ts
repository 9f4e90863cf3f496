import * as z from "zod";
import { Id } from "../identifier.ts";
import { text } from "../text.ts";
import { UpdatedAt } from "./update-fields.ts";
import type { Profile } from "./user.ts";

/** Both body and answer. */
export const Labs = z
  .strictObject({
    internalChat: z
      .boolean()
      .describe("Internal Chat is on. After general availability always true in answers."),
  })
  .describe("The Labs settings of a location.");
export type Labs = z.infer<typeof Labs>;

/** A sub-account of the CRM. */
export const Location = z.object({
  locationId: z.string(),
  companyId: z.string(),
  name: z.string(),
  updatedAt: z.string(),
});
export type Location = z.infer<typeof Location>;

/** Body of `PUT /directory/locations/{locationId}`. */
export const PutLocationRequest = z
  .strictObject({
    companyId: Id.describe("The agency that the location belongs to."),
    name: text(200).describe("The location's display name."),
    updatedAt: UpdatedAt,
  })
  .describe("A sub-account of the CRM.");
export type PutLocationRequest = z.infer<typeof PutLocationRequest>;

/** True for the location's own users: only they can be added to its chats (product rule 2). */
export function isLocationUser(profile: Profile, locationId: string): boolean {
  return !profile.deleted && profile.locationIds.includes(locationId);
}

/** True for the location's own users, and for agency users of its company (product rule 1). */
export function hasAccessTo(profile: Profile, location: Location): boolean {
  if (isLocationUser(profile, location.locationId)) return true;
  return !profile.deleted && profile.type === "agency" && profile.companyId === location.companyId;
}

/** Whether somebody may log in as a user: both are of the same company, and not deleted. */
export function canActAs(actor: Profile, user: Profile): boolean {
  return !actor.deleted && !user.deleted && actor.companyId === user.companyId;
}

/**
 * The company that the access of these people to a location rests on: it ends when the location moves to another
 * one. Null where all of them are the location's own users.
 */
export function companyBehind(people: readonly Profile[], location: Location): string | null {
  const areOwn = people.every((person) => isLocationUser(person, location.locationId));
  return areOwn ? null : location.companyId;
}

/**
 * Access to Conversations in a location, which everything rests on: access to the location, and the
 * permission (product rules 1 and 4).
 */
export function canUseConversations(profile: Profile | undefined, location: Location | undefined): boolean {
  if (profile === undefined || location === undefined) return false;
  return hasAccessTo(profile, location) && profile.permissions.conversationsEnabled;
}

/**
 * The same of a session, which rests on the user's access and on the actor's.
 * @param actor null where nobody is logged in as the user; undefined where somebody unknown is
 */
export function canUseConversationsAs(
  user: Profile | undefined,
  actor: Profile | null | undefined,
  location: Location | undefined,
): boolean {
  if (user === undefined || actor === undefined || !canUseConversations(user, location)) return false;
  return actor === null || (canActAs(actor, user) && canUseConversations(actor, location));
}
