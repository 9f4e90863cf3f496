import * as z from "zod";
import { invalidField } from "../errors.ts";
import type { Clock } from "../ports.ts";
import { PreciseTimestamp, type Timestamp, timestamp } from "../timestamp.ts";

/** `updatedAt` of every directory write. */
export const UpdatedAt = PreciseTimestamp.describe(
  "When the CRM changed the record: ISO 8601, UTC, to nanoseconds, at most 5 minutes ahead of this service. A write that is not newer than the stored record is ignored. At the same time only a deletion counts as newer.",
);

/** `deleted` of a directory write. */
export const Deleted = z
  .boolean()
  .optional()
  .describe("True deletes the record. A newer write without it restores the record.");

interface Update {
  readonly updatedAt: string;
  readonly deleted?: boolean | undefined;
}

/** Sorts before every digit, so that the deletion precedes all later times. */
const DELETION = "!";

/**
 * The version that an update gives to its record. Versions compare as strings: a later time is higher, and at
 * the same time a deletion is. They begin with the time in milliseconds.
 */
export function versionOf({ updatedAt, deleted }: Update): string {
  return deleted === true ? `${updatedAt}${DELETION}` : updatedAt;
}

/** The time of a version, in milliseconds. */
export function timeOf(version: string): Timestamp {
  return version.slice(0, timestamp(0).length);
}

/** How far the CRM's clock may be ahead of ours, in milliseconds. */
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * Refuses a time in the future, because the record would ignore all other updates until then.
 * @throws ChatError `invalid_request`
 */
export function requireNotAhead({ clock }: { readonly clock: Pick<Clock, "now"> }, updatedAt: string): void {
  if (updatedAt <= timestamp(clock.now() + MAX_AHEAD_MS)) return;
  throw invalidField("updatedAt", "must not be more than 5 minutes ahead of the server's clock");
}
