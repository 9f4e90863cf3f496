import * as z from "zod";

/** The connections that one user may have in one location. A new one replaces the oldest. */
export const MAX_CONNECTIONS = 20;

/** API Gateway ends each connection after 2 hours (its quota). */
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
  /** A Login-As session: no event of an internal chat may reach it. */
  loginAs: z.boolean(),
  /** Gets events of customer conversations. */
  watching: z.boolean(),
});
export type Connection = z.infer<typeof Connection>;

/** Login-As sessions get no events of chats (product rule 6). */
export function mayReceiveChats(connection: Connection): boolean {
  return !connection.loginAs;
}

/** True if events may be posted to the connection. Nothing is pushed after its token's expiry. */
export function isActive(connection: Connection, now: number): boolean {
  return connection.expiresAt * 1000 > now && now - connection.connectedAt < CONNECTION_LIFETIME_MS;
}

export function isWithinGrace(connection: Connection, now: number): boolean {
  return now - connection.connectedAt < CONNECT_GRACE_MS;
}
