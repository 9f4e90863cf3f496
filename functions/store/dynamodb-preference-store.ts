import type { PreferenceStore } from "../domain/ports.ts";
import { NotificationPreferences } from "../domain/preferences.ts";
import type { Database } from "./database.ts";
import type { Item } from "./item-operations.ts";
import { keys, userOf } from "./keys.ts";

/** What users want to be notified of. */
export class DynamodbPreferenceStore implements PreferenceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(userId: string): Promise<NotificationPreferences | undefined> {
    const item = await this.#database.get(keys.notifications(userId));
    return item && preferencesFrom(item);
  }

  async ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationPreferences>> {
    const items = await this.#database.getMany(userIds.map(keys.notifications), { consistent: false });
    return new Map(
      items.flatMap((item) => {
        const preferences = preferencesFrom(item);
        return preferences ? [[userOf(item), preferences] as const] : [];
      }),
    );
  }

  async put(userId: string, preferences: NotificationPreferences): Promise<void> {
    await this.#database.update({
      key: keys.notifications(userId),
      update: "SET preferences = :preferences",
      values: { ":preferences": preferences },
    });
  }
}

/** The item holds the user's devices too, so it may be there without preferences. */
function preferencesFrom({ preferences }: Item): NotificationPreferences | undefined {
  return preferences === undefined ? undefined : NotificationPreferences.parse(preferences);
}
