import type { Location } from "../../functions/domain/directory/location.ts";
import type { Directory } from "../../functions/domain/directory/ports.ts";
import type { Profile } from "../../functions/domain/directory/user.ts";
import {
  entryIn,
  type NameEntry,
  type NamePosition,
} from "../../functions/domain/directory/user-name-index.ts";
import type { ListRange } from "../../functions/domain/paging.ts";
import { location, profile } from "./profiles.ts";

const sortable = ({ name, id }: NamePosition) => `${name}\t${id}`;

/** Users and locations by id. Every write is applied. */
export class MemoryDirectory implements Directory {
  readonly users = new Map<string, Profile>();
  readonly locations = new Map<string, Location>();
  /** Stale entries of the index by name: no profile confirms them any more. */
  readonly staleEntries: NameEntry[] = [];

  async profile(userId: string): Promise<Profile | undefined> {
    return this.users.get(userId);
  }

  async profiles(userIds: readonly string[]): Promise<Profile[]> {
    return userIds.flatMap((userId) => this.users.get(userId) ?? []);
  }

  async location(locationId: string): Promise<Location | undefined> {
    return this.locations.get(locationId);
  }

  async locationsById(locationIds: readonly string[]): Promise<Location[]> {
    return locationIds.flatMap((locationId) => this.locations.get(locationId) ?? []);
  }

  async putProfile(it: Profile): Promise<boolean> {
    this.add(it);
    return true;
  }

  async putLocation(it: Location): Promise<boolean> {
    this.addLocation(it);
    return true;
  }

  async usersByName(locationId: string, { after, limit }: ListRange<NamePosition>): Promise<NameEntry[]> {
    const current = [...this.users.values()].flatMap((it) => entryIn(locationId, it) ?? []);
    return [...this.staleEntries, ...current]
      .filter(({ position }) => after === undefined || sortable(position) > sortable(after))
      .sort((one, other) => (sortable(one.position) < sortable(other.position) ? -1 : 1))
      .slice(0, limit);
  }

  add(it: Profile): void {
    this.users.set(it.userId, it);
  }

  addLocation(it: Location): void {
    this.locations.set(it.locationId, it);
  }
}

/** A directory with location `loc` and users of it. */
export function directoryOf(userIds: readonly string[] = ["ana", "ben", "cara"]): MemoryDirectory {
  const directory = new MemoryDirectory();
  directory.addLocation(location("loc"));
  for (const userId of userIds) directory.add(profile(userId));
  return directory;
}
