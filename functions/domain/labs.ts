import * as z from "zod";
import type { Caller } from "./access.ts";
import { ChatError } from "./errors.ts";
import { isFeatureOn, type Location } from "./location.ts";
import type { Clock, Directory } from "./ports.ts";

/** What is tried out in a location; both body and answer. */
export const Labs = z.strictObject({ internalChat: z.boolean() });
export type Labs = z.infer<typeof Labs>;

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
