import { ChatError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import type { Caller } from "./access.ts";
import type { Labs, Location } from "./location.ts";
import type { Directory, FeatureSwitch } from "./ports.ts";

/**
 * Before general availability Internal Chat is on only in locations whose admin turned it on in Labs. Afterwards
 * it is on everywhere (product rule 11).
 * @param generalAvailability epoch milliseconds
 */
export function labsSwitch(clock: Pick<Clock, "now">, generalAvailability: number): FeatureSwitch {
  return {
    isOn: ({ labs }) => clock.now() >= generalAvailability || labs?.internalChat === true,
  };
}

export interface LabsPorts {
  readonly feature: FeatureSwitch;
}

/** The settings in force. */
export function labsInForce({ feature }: LabsPorts, location: Location): Labs {
  return { internalChat: feature.isOn(location) };
}

export interface PutLabsPorts extends LabsPorts {
  readonly directory: Pick<Directory, "putLabs">;
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
  await ports.directory.putLabs(location.locationId, labs);
  return labsInForce(ports, { ...location, labs });
}
