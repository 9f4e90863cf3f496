import { canUseConversationsAs, companyBehind, type Location } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import type { Profile } from "../directory/user.ts";
import { type CloseConnectionsPorts, closeConnections } from "./close-connections.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionStore } from "./ports.ts";

export interface CloseLostConnectionsPorts extends CloseConnectionsPorts {
  readonly directory: Pick<Directory, "locationsById" | "profiles">;
  readonly connections: Pick<ConnectionStore, "everywhere" | "ofActor" | "remove" | "setCompany">;
}

/**
 * Closes the connections that a changed profile no longer allows: the user's own, those of others logged in as
 * the user, and those in which the user acts as another. Of the others it stores anew whether access rests on
 * the location's company. Called after every write of a profile, applied or repeated, so that a repeated write
 * finishes what a crash left. `$connect` checks access again after it has registered a socket.
 */
export async function closeLostConnections(ports: CloseLostConnectionsPorts, userId: string): Promise<void> {
  const { connections, directory } = ports;
  const [asUser, asActor] = await Promise.all([connections.everywhere(userId), connections.ofActor(userId)]);
  const all = [...asUser, ...asActor];
  if (all.length === 0) return;
  const [profiles, locations] = await Promise.all([
    directory.profiles([...new Set(all.flatMap((it) => [it.userId, it.actorId ?? it.userId]))]),
    directory.locationsById([...new Set(all.map(({ locationId }) => locationId))]),
  ]);
  const known = {
    profiles: new Map(profiles.map((profile) => [profile.userId, profile])),
    locations: new Map(locations.map((location) => [location.locationId, location])),
  };
  const lost = all.filter((connection) => companyOf(connection, known) === undefined);
  await closeConnections(ports, lost, "access_lost");
  await Promise.all(all.map((connection) => storeCompany(ports, connection, companyOf(connection, known))));
}

interface Known {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly locations: ReadonlyMap<string, Location>;
}

/** The company that access rests on, or null; undefined where there is no access. */
function companyOf(
  { userId, actorId, locationId }: Connection,
  { profiles, locations }: Known,
): string | null | undefined {
  const [user, location] = [profiles.get(userId), locations.get(locationId)];
  const actor = actorId === null ? null : profiles.get(actorId);
  if (!canUseConversationsAs(user, actor, location)) return undefined;
  return user && location && companyBehind([user, ...(actor ? [actor] : [])], location);
}

async function storeCompany(
  { connections }: CloseLostConnectionsPorts,
  connection: Connection,
  companyId: string | null | undefined,
): Promise<void> {
  if (companyId === undefined || companyId === connection.companyId) return;
  await connections.setCompany(connection, companyId);
}
