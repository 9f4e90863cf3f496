import type { NotificationSettings, NotificationSettingsStore } from "../domain/notifications/ports.ts";
import type { Database } from "./database.ts";
import { keys, userOf } from "./keys.ts";
import { devicesFrom, preferencesFrom } from "./notification-items.ts";

/** How and where users are notified; read by the stream function. */
export class DynamodbNotificationSettingsStore implements NotificationSettingsStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationSettings>> {
    const items = await this.#database.getMany(userIds.map(keys.notifications), { consistent: true });
    return new Map(
      items.map((item) => [userOf(item), { preferences: preferencesFrom(item), devices: devicesFrom(item) }]),
    );
  }
}
