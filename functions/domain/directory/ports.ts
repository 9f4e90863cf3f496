import type { ListRange } from "../paging.ts";
import type { Labs, Location } from "./location.ts";
import type { Session } from "./session.ts";
import type { Profile } from "./user.ts";
import type { NameEntry, NamePosition } from "./user-name-index.ts";

export interface Directory {
  /** Consistent: a deletion counts at once. */
  profile(userId: string): Promise<Profile | undefined>;
  /** Consistent; unknown users are left out. */
  profiles(userIds: readonly string[]): Promise<Profile[]>;
  /** Consistent. */
  location(locationId: string): Promise<Location | undefined>;
  /** Consistent; unknown locations are left out. */
  locationsById(locationIds: readonly string[]): Promise<Location[]>;
  /**
   * False, and the profile stays, unless `updatedAt` is newer than what is stored. In both cases the index
   * by name is written as the stored profile says: so the platform's retry repairs what a crash left undone.
   */
  putProfile(profile: Profile): Promise<boolean>;
  /** False, and nothing written, unless `updatedAt` is newer; leaves the Labs choice as it is. */
  putLocation(location: Omit<Location, "labs">): Promise<boolean>;
  /** Stores the Labs choice of a location that exists, and leaves the rest as it is. */
  putLabs(locationId: string, labs: Labs): Promise<void>;
  /**
   * The index of a location's users, by name, after a position. Entries of earlier names, of users deleted or
   * gone may be among them: the profile decides.
   */
  usersByName(locationId: string, range: ListRange<NamePosition>): Promise<NameEntry[]>;
}

/** What a request will ask for, as far as it shows before its checks. Ids as they came. */
export interface Expected {
  readonly userId: string;
  readonly locationId?: string | undefined;
  /** Header and roster. */
  readonly chatId?: string | undefined;
  /** The user's membership of the chat, too. */
  readonly ownState?: boolean | undefined;
}

/**
 * Reads at once what checks and use case need one after the other. What is read ahead answers the next read
 * of it: the checks stay where they are and see the same, sooner.
 */
export interface Prefetch {
  /** What an earlier request left unread is forgotten. Never throws: an error shows where the item is needed. */
  expect(expected: Expected): void;
}

export interface TokenVerifier {
  /** Undefined for a token that proves nothing: altered, expired, of another issuer or audience. */
  verify(token: string): Promise<Session | undefined>;
}
