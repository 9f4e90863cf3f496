import { Labs } from "../domain/directory/location.ts";
import type { LabsStore } from "../domain/directory/ports.ts";
import type { Database } from "./database.ts";
import { keys } from "./keys.ts";

/** Labs choices, apart from the directory's items: another function writes them. */
export class DynamodbLabsStore implements LabsStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(locationId: string): Promise<Labs | undefined> {
    const item = await this.#database.get(keys.labs(locationId));
    return item && Labs.parse(item.labs);
  }

  async put(locationId: string, labs: Labs): Promise<void> {
    await this.#database.put({ item: { ...keys.labs(locationId), labs } });
  }
}
