import type { Clock } from "../ports.ts";
import type { Directory } from "./ports.ts";
import { requireNotAhead } from "./update-fields.ts";
import { type PutUserRequest, profileFrom } from "./user.ts";

export interface PutUserPorts {
  readonly directory: Pick<Directory, "putProfile">;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Applies the CRM's update of a user.
 * @returns false if the update is not newer than the last one
 * @throws ChatError `invalid_request` (a time in the future), `unavailable`
 */
export async function putUser(ports: PutUserPorts, userId: string, update: PutUserRequest): Promise<boolean> {
  requireNotAhead(ports, update.updatedAt);
  return ports.directory.putProfile(profileFrom(userId, update));
}
