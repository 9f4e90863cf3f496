import * as z from "zod";

/** Times in this form compare as strings. `timestamp` makes them, so they are not validated again. */
export const Timestamp = z.string().meta({
  description: "ISO 8601, UTC, with milliseconds.",
  format: "date-time",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$",
});
export type Timestamp = z.infer<typeof Timestamp>;

export function timestamp(milliseconds: number): Timestamp {
  return new Date(milliseconds).toISOString();
}

/** A time that another system sent. */
export const SentTimestamp = z.iso
  .datetime({ message: "must be an ISO 8601 time in UTC, such as 2026-01-31T09:30:00.000Z" })
  .transform((value) => new Date(value).toISOString())
  .describe("ISO 8601, UTC, of any precision; normalized to milliseconds.");

export function later(one: Timestamp, other: Timestamp): Timestamp {
  return one > other ? one : other;
}
