import type { Connection } from "./connection.ts";
import { hasPartIn } from "./location.ts";
import type { ConnectionStore, Directory, Push } from "./ports.ts";
import type { Profile } from "./user.ts";

export interface OffboardingPorts {
  readonly directory: Pick<Directory, "location" | "profile">;
  readonly connections: Pick<ConnectionStore, "everywhere" | "remove">;
  readonly push: Push;
}

/**
 * Closes the connections that a user may have no longer: deleted, moved out of the location, or without
 * the permission. Called after each write of a profile, applied or repeated, so that a repeated one
 * finishes what a crash left. Who connects meanwhile looks at the profile again afterwards.
 */
export async function closeLostConnections(ports: OffboardingPorts, userId: string): Promise<void> {
  const profile = await ports.directory.profile(userId);
  const connections = await ports.connections.everywhere(userId);
  const locationIds = new Set(connections.map(({ locationId }) => locationId));
  for (const locationId of locationIds) {
    if (profile !== undefined && (await mayConnect(ports, profile, locationId))) continue;
    await dismiss(
      ports,
      connections.filter((connection) => connection.locationId === locationId),
    );
  }
}

async function mayConnect(
  { directory }: OffboardingPorts,
  profile: Profile,
  locationId: string,
): Promise<boolean> {
  if (profile.deleted || !profile.permissions.conversationsEnabled) return false;
  const location = await directory.location(locationId);
  return location !== undefined && hasPartIn(profile, location);
}

/** Forgotten first, so that no event reaches them any more; then told, then closed. */
async function dismiss({ connections, push }: OffboardingPorts, lost: readonly Connection[]): Promise<void> {
  await Promise.all(lost.map((connection) => connections.remove(connection)));
  await push.post(lost, { type: "bye", code: "access_lost" });
  await Promise.all(lost.map(({ connectionId }) => push.close(connectionId)));
}
