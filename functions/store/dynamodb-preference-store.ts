import type { PreferenceStore } from "../domain/notifications/ports.ts";
import type { NotificationPreferences } from "../domain/notifications/preferences.ts";
import type { Database } from "./database.ts";
import { keys } from "./keys.ts";
import { preferencesFrom } from "./notification-items.ts";

/** Users' notification preferences. */
export class DynamodbPreferenceStore implements PreferenceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(userId: string): Promise<NotificationPreferences | undefined> {
    const item = await this.#database.get(keys.notifications(userId));
    return item && preferencesFrom(item);
  }

  async put(userId: string, preferences: NotificationPreferences): Promise<void> {
    await this.#database.update({
      key: keys.notifications(userId),
      update: "SET preferences = :preferences",
      values: { ":preferences": preferences },
    });
  }
}
