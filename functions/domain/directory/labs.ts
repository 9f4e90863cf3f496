import { ChatError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { Caller } from "./access.ts";
import { isFeatureOn, type Labs, type Location } from "./location.ts";
import type { Directory } from "./ports.ts";

export interface LabsPorts {
  readonly clock: Clock;
  /** Epoch milliseconds of general availability. */
  readonly generalAvailability: number;
}

/** What is in force: after general availability always on. */
export function labsOf({ clock, generalAvailability }: LabsPorts, location: Location): Labs {
  return { internalChat: isFeatureOn(location, generalAvailability, clock.now()) };
}

export interface PutLabsPorts extends LabsPorts {
  readonly directory: Pick<Directory, "putLabs">;
}

/**
 * Stores an admin's choice, and answers what is in force then.
 * @throws ChatError `admin_required`, `unavailable`
 */
export async function putLabs(
  ports: PutLabsPorts,
  { caller, location }: { readonly caller: Caller; readonly location: Location },
  labs: Labs,
): Promise<Labs> {
  if (caller.profile.role !== "admin") throw new ChatError("admin_required", "Labs are an admin's to change");
  await ports.directory.putLabs(location.locationId, labs);
  return labsOf(ports, { ...location, labs });
}
