import type { Clock } from "../ports.ts";
import type { PutLocationRequest } from "./location.ts";
import type { Directory } from "./ports.ts";
import { requireNotAhead } from "./update-fields.ts";

export interface PutLocationPorts {
  readonly directory: Pick<Directory, "putLocation">;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Applies the CRM's update of a location.
 * @returns false if the update is not newer than the last one
 * @throws ChatError `invalid_request` (a time in the future), `unavailable`
 */
export async function putLocation(
  ports: PutLocationPorts,
  locationId: string,
  update: PutLocationRequest,
): Promise<boolean> {
  requireNotAhead(ports, update.updatedAt);
  return ports.directory.putLocation({ locationId, ...update });
}
