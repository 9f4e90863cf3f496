import { Location } from "../domain/directory/location.ts";
import type { Directory } from "../domain/directory/ports.ts";
import { Profile } from "../domain/directory/user.ts";
import type { NameEntry, NamePosition } from "../domain/directory/user-name-index.ts";
import type { ListRange } from "../domain/paging.ts";
import type { Database } from "./database.ts";
import type { Item } from "./item.ts";
import { keys, locationOf, userOf } from "./keys.ts";
import { table } from "./table.ts";
import { indexProfile, readUserIndex } from "./user-index.ts";

/** Updates may come twice and out of order: only one newer than the stored one is applied. */
const IS_NEWER = `attribute_not_exists(${table.partitionKey}) OR updatedAt < :updatedAt`;

/** Users and locations, as the CRM platform keeps them in step with its own. */
export class DynamodbDirectory implements Directory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async profile(userId: string): Promise<Profile | undefined> {
    const item = await this.#database.get(keys.profile(userId));
    return item && profileFrom(item);
  }

  async profiles(userIds: readonly string[]): Promise<Profile[]> {
    return (await this.#database.getMany(userIds.map(keys.profile), { consistent: true })).map(profileFrom);
  }

  async location(locationId: string): Promise<Location | undefined> {
    const item = await this.#database.get(keys.location(locationId));
    return item && locationFrom(item);
  }

  async locationsById(locationIds: readonly string[]): Promise<Location[]> {
    return (await this.#database.getMany(locationIds.map(keys.location), { consistent: true })).map(
      locationFrom,
    );
  }

  async putProfile(profile: Profile): Promise<boolean> {
    const { userId, ...fields } = profile;
    const written = await this.#database.exchange({
      item: { ...keys.profile(userId), ...fields },
      condition: IS_NEWER,
      values: { ":updatedAt": profile.updatedAt },
    });
    const stored = written === undefined ? await this.profile(userId) : profile;
    const previous = written?.previous && profileFrom(written.previous);
    if (stored !== undefined) await indexProfile(this.#database, stored, previous);
    return written !== undefined;
  }

  async putLocation({ locationId, companyId, name, updatedAt }: Location): Promise<boolean> {
    const applied = await this.#database.update({
      key: keys.location(locationId),
      update: "SET companyId = :companyId, #name = :name, updatedAt = :updatedAt",
      condition: IS_NEWER,
      names: { "#name": "name" },
      values: { ":companyId": companyId, ":name": name, ":updatedAt": updatedAt },
    });
    return applied !== undefined;
  }

  usersByName(locationId: string, range: ListRange<NamePosition>): Promise<NameEntry[]> {
    return readUserIndex(this.#database, locationId, range);
  }
}

function locationFrom(item: Item): Location {
  return Location.parse({ ...item, locationId: locationOf(item) });
}

function profileFrom(item: Item): Profile {
  return Profile.parse({ ...item, userId: userOf(item) });
}
