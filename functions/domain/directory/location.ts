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
  /** What an admin chose in Labs; absent: nothing yet. */
  labs: z.object({ internalChat: z.boolean() }).optional(),
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

/** A user of the sub-account itself: whom one can add to a chat (product rule 2). */
export function isLocationUser(profile: Profile, locationId: string): boolean {
  return !profile.deleted && profile.locationIds.includes(locationId);
}

/** Part in a location: its own users, and the agency's people in every location of their company. */
export function hasPartIn(profile: Profile, location: Location): boolean {
  if (isLocationUser(profile, location.locationId)) return true;
  return !profile.deleted && profile.type === "agency" && profile.companyId === location.companyId;
}

/**
 * Access to Conversations in a location, which everything rests on: a part in the location, and the
 * permission (product rules 1 and 4).
 */
export function canUseConversations(profile: Profile | undefined, location: Location | undefined): boolean {
  if (profile === undefined || location === undefined) return false;
  return hasPartIn(profile, location) && profile.permissions.conversationsEnabled;
}
