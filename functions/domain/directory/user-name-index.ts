import * as z from "zod";
import { normalized } from "../search-text.ts";
import { isLocationUser } from "./location.ts";
import type { Profile } from "./user.ts";

/** A place in a list by name: the name as it is compared, then the id. */
export const NamePosition = z.object({ name: z.string(), id: z.string() });
export type NamePosition = z.infer<typeof NamePosition>;

/** A line of the index of a location's users. */
export interface NameEntry {
  readonly position: NamePosition;
  /** As written. */
  readonly name: string;
}

/**
 * UTF-8 bytes of a name that count in the order: a sort key has 1,024 (DynamoDB), and compatibility forms
 * make one character up to 18.
 */
const MAX_BYTES = 800;
const utf8 = new TextEncoder();

/** Without control characters, and white space is one space, so that a shorter name comes before its continuation. */
export function namePosition({ userId, name }: Pick<Profile, "userId" | "name">): NamePosition {
  const comparable = normalized(name)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const { read } = utf8.encodeInto(comparable, new Uint8Array(MAX_BYTES));
  return { name: comparable.slice(0, read), id: userId };
}

/** Where a user stands in the index of a location; undefined where they cannot be picked. */
export function entryIn(locationId: string, profile: Profile): NameEntry | undefined {
  if (!isLocationUser(profile, locationId)) return undefined;
  return { position: namePosition(profile), name: profile.name };
}

/** Is an entry what the profile says now? An old one is left over from an earlier name or location. */
export function isCurrent(locationId: string, entry: NameEntry, profile: Profile): boolean {
  const current = entryIn(locationId, profile);
  return current?.position.name === entry.position.name && current.name === entry.name;
}
