import * as z from "zod";

/** Own connections of a user in a location; one more replaces the oldest. */
export const MAX_CONNECTIONS = 20;

/** Login-As connections, counted apart from the user's own; one more replaces the oldest of the same count. */
export const MAX_LOGIN_AS_PER_ACTOR = 5;
export const MAX_LOGIN_AS = 25;

/** API Gateway ends a connection after 2 hours (its quota); nothing older can be alive. */
export const CONNECTION_LIFETIME_MS = 2 * 60 * 60 * 1000;

/** A post also answers "gone" until the connection's `$connect` has returned. The answer is ignored for this time. */
const CONNECT_GRACE_MS = 30_000;

export const Connection = z.object({
  connectionId: z.string(),
  userId: z.string(),
  locationId: z.string(),
  /** Epoch milliseconds. */
  connectedAt: z.number(),
  /** Epoch seconds: the expiry of its token. */
  expiresAt: z.number(),
  /** The actor of a Login-As session, else null: no event of an internal chat may reach one with an actor. */
  actorId: z.string().nullable(),
  /** The location's company at connecting, where access rests on it; null for the location's own users. */
  companyId: z.string().nullable(),
  /** Wants to hear of customer conversations. */
  watching: z.boolean(),
});
export type Connection = z.infer<typeof Connection>;

/** Whether the location still is of the company that the connection's access rests on. */
export function isOfCompany({ companyId }: Connection, location: { readonly companyId: string }): boolean {
  return companyId === null || companyId === location.companyId;
}

/** The connections that one more makes too many, oldest first. @param all those that are counted together */
export function evictedFrom(all: readonly Connection[], most: number): Connection[] {
  return all
    .toSorted((one, other) => one.connectedAt - other.connectedAt)
    .slice(0, Math.max(0, all.length - most));
}

/** True if events may be posted to the connection. Nothing is pushed after its token's expiry. */
export function isActive(connection: Connection, now: number): boolean {
  return connection.expiresAt * 1000 > now && now - connection.connectedAt < CONNECTION_LIFETIME_MS;
}

export function isWithinGrace(connection: Connection, now: number): boolean {
  return now - connection.connectedAt < CONNECT_GRACE_MS;
}
