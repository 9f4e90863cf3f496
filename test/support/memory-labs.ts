import type { Labs } from "../../functions/domain/directory/location.ts";
import type { LabsStore } from "../../functions/domain/directory/ports.ts";

/** Labs choices by location. */
export class MemoryLabs implements LabsStore {
  readonly choices = new Map<string, Labs>();

  async find(locationId: string): Promise<Labs | undefined> {
    return this.choices.get(locationId);
  }

  async put(locationId: string, labs: Labs): Promise<void> {
    this.choices.set(locationId, labs);
  }
}
