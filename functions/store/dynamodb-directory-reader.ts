import { Location } from "../domain/directory/location.ts";
import type { Directory } from "../domain/directory/ports.ts";
import { Profile } from "../domain/directory/user.ts";
import type { Database } from "./database.ts";
import type { Item } from "./expressions.ts";
import { keys, locationOf, userOf } from "./keys.ts";

/** What every function asks of the directory. Apart from its writes, so that those are in no bundle that only reads. */
export class DynamodbDirectoryReader
  implements Pick<Directory, "profile" | "profiles" | "location" | "locationsById">
{
  protected readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async profile(userId: string): Promise<Profile | undefined> {
    const item = await this.database.get(keys.profile(userId));
    return item && profileFrom(item);
  }

  async profiles(userIds: readonly string[]): Promise<Profile[]> {
    return (await this.database.getMany(userIds.map(keys.profile), { consistent: true })).map(profileFrom);
  }

  async location(locationId: string): Promise<Location | undefined> {
    const item = await this.database.get(keys.location(locationId));
    return item && locationFrom(item);
  }

  async locationsById(locationIds: readonly string[]): Promise<Location[]> {
    return (await this.database.getMany(locationIds.map(keys.location), { consistent: true })).map(
      locationFrom,
    );
  }
}

function locationFrom(item: Item): Location {
  return Location.parse({ ...item, locationId: locationOf(item) });
}

export function profileFrom(item: Item): Profile {
  return Profile.parse({ ...item, userId: userOf(item) });
}
