import { ChatError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { Caller } from "./access.ts";
import type { Labs, Location } from "./location.ts";
import type { FeatureSwitch, LabsStore } from "./ports.ts";

/**
 * Before general availability Internal Chat is on where an admin turned it on in Labs; afterwards it is on
 * everywhere, and the choice is not read (product rule 11).
 * @param generalAvailability epoch milliseconds
 */
export function labsSwitch(
  { clock, labs }: { readonly clock: Pick<Clock, "now">; readonly labs: Pick<LabsStore, "find"> },
  generalAvailability: number,
): FeatureSwitch {
  return {
    isOn: async (locationId) =>
      clock.now() >= generalAvailability || (await labs.find(locationId))?.internalChat === true,
  };
}

export interface LabsPorts {
  readonly feature: FeatureSwitch;
}

/** The choice in force: after general availability always on. @throws ChatError `unavailable` */
export async function labsInForce({ feature }: LabsPorts, { locationId }: Location): Promise<Labs> {
  return { internalChat: await feature.isOn(locationId) };
}

export interface PutLabsPorts extends LabsPorts {
  readonly labs: Pick<LabsStore, "put">;
}

/**
 * Stores an admin's choice. After general availability it has no effect.
 * @returns the settings then in force
 * @throws ChatError `admin_required`, `unavailable`
 */
export async function putLabs(
  ports: PutLabsPorts,
  { caller, location }: { readonly caller: Caller; readonly location: Location },
  labs: Labs,
): Promise<Labs> {
  if (caller.profile.role !== "admin") throw new ChatError("admin_required", "Only an admin can change Labs");
  await ports.labs.put(location.locationId, labs);
  return labsInForce(ports, location);
}
