import * as z from "zod";

/** ISO 8601 UTC with milliseconds, so that times compare as strings; made here, so not checked again. */
export const Timestamp = z.string();
export type Timestamp = z.infer<typeof Timestamp>;

export function timestamp(milliseconds: number): Timestamp {
  return new Date(milliseconds).toISOString();
}

/** A time that another system sent: any precision, UTC; normalized to milliseconds. */
export const SentTimestamp = z.iso
  .datetime({ message: "must be an ISO 8601 time in UTC, such as 2026-01-31T09:30:00.000Z" })
  .transform((value) => new Date(value).toISOString());

export function later(one: Timestamp, other: Timestamp): Timestamp {
  return one > other ? one : other;
}
