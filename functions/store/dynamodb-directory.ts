import { Location } from "../domain/location.ts";
import type { Directory } from "../domain/ports.ts";
import { Profile } from "../domain/user.ts";
import type { Database, Item } from "./database.ts";
import { keys, userOf } from "./keys.ts";
import { table } from "./table.ts";

/** Updates may come twice and out of order: only what is newer than the stored one is applied. */
const IS_NEWER = `attribute_not_exists(${table.partitionKey}) OR updatedAt < :updatedAt`;

/** Users and locations as the CRM platform keeps them in step. */
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
    return item && Location.parse({ ...item, locationId });
  }

  putProfile({ userId, ...profile }: Profile): Promise<boolean> {
    return this.#database.put({
      item: { ...keys.profile(userId), ...profile },
      condition: IS_NEWER,
      values: { ":updatedAt": profile.updatedAt },
    });
  }

  async putLocation({ locationId, companyId, name, updatedAt }: Omit<Location, "labs">): Promise<boolean> {
    const applied = await this.#database.update({
      key: keys.location(locationId),
      update: "SET companyId = :companyId, #name = :name, updatedAt = :updatedAt",
      condition: IS_NEWER,
      names: { "#name": "name" },
      values: { ":companyId": companyId, ":name": name, ":updatedAt": updatedAt },
    });
    return applied !== undefined;
  }
}

function profileFrom(item: Item): Profile {
  return Profile.parse({ ...item, userId: userOf(item) });
}
