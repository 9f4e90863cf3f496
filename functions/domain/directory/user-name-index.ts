import * as z from "zod";
import { normalized } from "../search-text.ts";
import { isLocationUser } from "./location.ts";
import type { Profile } from "./user.ts";

/** A position in a list by name: the normalized name, then the id. */
export const NamePosition = z.object({ name: z.string(), id: z.string() });
export type NamePosition = z.infer<typeof NamePosition>;

/** An entry in the index of a location's users. */
export interface NameEntry {
  readonly position: NamePosition;
  /** The name as the user writes it. */
  readonly name: string;
  /** `updatedAt` of the profile that it was made of. */
  readonly updatedAt: string;
}

/**
 * UTF-8 bytes of a name that count for the order. A sort key holds 1,024 bytes (DynamoDB), and normalizing can
 * turn one character into up to 18.
 */
const MAX_BYTES = 800;
const utf8 = new TextEncoder();

/** Turns control characters and white space into single spaces, so that "Ann" sorts before "Ann Lee". */
export function namePosition({ userId, name }: Pick<Profile, "userId" | "name">): NamePosition {
  const comparable = normalized(name)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const { read } = utf8.encodeInto(comparable, new Uint8Array(MAX_BYTES));
  return { name: comparable.slice(0, read), id: userId };
}

/** The user's entry in the index of a location; undefined if the user does not belong to it. */
export function entryIn(locationId: string, profile: Profile): NameEntry | undefined {
  if (!isLocationUser(profile, locationId)) return undefined;
  const { name, updatedAt } = profile;
  return { position: namePosition(profile), name, updatedAt };
}

/**
 * False for an outdated entry, of an earlier name or location. An entry at another position than the name has now
 * was made when names were normalized by other rules: it stands for its user until the profile is written again,
 * which makes an entry at the new position.
 */
export function isCurrent(locationId: string, entry: NameEntry, profile: Profile): boolean {
  const current = entryIn(locationId, profile);
  if (current?.name !== entry.name) return false;
  return current.position.name === entry.position.name || current.updatedAt === entry.updatedAt;
}
