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

/** Tells whether Internal Chat is on for a location (product rule 11). */
export interface FeatureSwitch {
  isOn(location: Location): boolean;
}

/** Items of a chat that a use case reads first. Each use case exports its own list, next to itself. */
export type ChatItem =
  /** Header and roster. */
  | "head"
  /** The caller's membership. */
  | "membership";

/** The items that a request will read. Ids are as the client sent them. */
export interface PrefetchRequest {
  readonly userId: string;
  readonly locationId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly chatItems: readonly ChatItem[];
}

/**
 * Reads in one round trip what checks and use case read one after the other. The next read of a prefetched
 * item is answered from it; checks stay where they are and see the same.
 */
export interface Prefetch {
  /** Forgets what an earlier request left unread. Never throws: an error shows where the item is needed. */
  begin(request: PrefetchRequest): void;
}

export interface TokenVerifier {
  /** Undefined for a token that proves nothing: altered, expired, of another issuer or audience. */
  verify(token: string): Promise<Session | undefined>;
}
