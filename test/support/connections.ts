import type { Connection } from "../../functions/domain/connections/connection.ts";
import { NOON } from "./fake-clock.ts";

/** A connection of a user in `loc`, one minute old at noon. */
export function connection(userId: string, changes: Partial<Connection> = {}): Connection {
  return {
    connectionId: `${userId}-socket`,
    userId,
    locationId: "loc",
    connectedAt: NOON - 60_000,
    expiresAt: NOON / 1000 + 3600,
    actorId: null,
    companyId: null,
    watching: false,
    ...changes,
  };
}
