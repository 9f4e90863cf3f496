import type { ListRange } from "../paging.ts";
import type { Labs, Location } from "./location.ts";
import type { Session } from "./session.ts";
import type { Profile } from "./user.ts";
import type { NameEntry, NamePosition } from "./user-name-index.ts";

export interface Directory {
  /** Consistent, so that a deletion takes effect at once. */
  profile(userId: string): Promise<Profile | undefined>;
  /** Profiles of many users, without unknown ones; consistent. */
  profiles(userIds: readonly string[]): Promise<Profile[]>;
  /** Consistent. */
  location(locationId: string): Promise<Location | undefined>;
  /** Many locations, without unknown ones; consistent. */
  locationsById(locationIds: readonly string[]): Promise<Location[]>;
  /**
   * Stores a profile if its `updatedAt` is newer than the stored one; otherwise returns false. In both cases it
   * writes the index by name to match the stored profile, so that the platform's retry repairs a crash.
   */
  putProfile(profile: Profile): Promise<boolean>;
  /** False, and nothing written, unless `updatedAt` is newer. */
  putLocation(location: Location): Promise<boolean>;
  /**
   * The index of a location's users, by name, after a position. It may hold outdated entries: of earlier names,
   * and of users who were deleted or have left. The profile decides.
   */
  usersByName(locationId: string, range: ListRange<NamePosition>): Promise<NameEntry[]>;
}

/** The choices that admins made in Labs. */
export interface LabsStore {
  /** Undefined where nobody has chosen yet. Consistent. */
  find(locationId: string): Promise<Labs | undefined>;
  put(locationId: string, labs: Labs): Promise<void>;
}

/** Tells whether Internal Chat is on for a location (product rule 11). */
export interface FeatureSwitch {
  isOn(locationId: string): Promise<boolean>;
}

/** Items of a chat that a use case reads first. Each use case exports its own list. */
export type ChatItem =
  /** Header and roster. */
  | "head"
  /** The caller's membership. */
  | "membership";

/** The items that a request will read. The ids come from the client and are not validated. */
export interface PrefetchRequest {
  readonly userId: string;
  /** The actor of a Login-As session. */
  readonly actorId: string | null;
  readonly locationId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly chatItems: readonly ChatItem[];
}

/**
 * Reads in one round trip the items that the checks and the use case will read one after the other. It answers
 * the next read of each item. The checks do not change, and see the same values.
 */
export interface Prefetch {
  /** Drops unused items of earlier requests. Never throws: a failed item throws when it is read. */
  begin(request: PrefetchRequest): void;
}

export interface TokenVerifier {
  /**
   * Undefined for every token that proves nothing, whatever is wrong with it.
   * @throws ChatError `unavailable`: the issuer's keys cannot be had
   */
  verify(token: string): Promise<Session | undefined>;
}
