import * as z from "zod";

/** Live connections of one user in one location; the oldest goes when one more comes. */
export const MAX_CONNECTIONS = 20;

/** API Gateway ends a connection after 2 hours (its quota); nothing older can be alive. */
export const CONNECTION_LIFETIME_MS = 2 * 60 * 60 * 1000;

/**
 * A post to a connection whose `$connect` has not returned yet answers "gone" as well: within this time
 * after connecting it proves nothing.
 */
const CONNECT_GRACE_MS = 30_000;

export const Connection = z.object({
  connectionId: z.string(),
  userId: z.string(),
  locationId: z.string(),
  /** Epoch milliseconds. */
  connectedAt: z.number(),
  /** Epoch seconds: the expiry of its token. */
  expiresAt: z.number(),
  /** A Login-As session: no event of an internal chat may reach it. */
  loginAs: z.boolean(),
  /** Wants to hear of customer conversations. */
  watching: z.boolean(),
});
export type Connection = z.infer<typeof Connection>;

/** May events of an internal chat be posted to it? */
export function mayReceiveChats(connection: Connection): boolean {
  return !connection.loginAs;
}

/** May anything be posted to it now? After its token's expiry nothing is delivered. */
export function isActive(connection: Connection, now: number): boolean {
  return connection.expiresAt * 1000 > now && now - connection.connectedAt < CONNECTION_LIFETIME_MS;
}

export function isWithinGrace(connection: Connection, now: number): boolean {
  return now - connection.connectedAt < CONNECT_GRACE_MS;
}
