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

const sent = z.iso.datetime({ message: "must be an ISO 8601 time in UTC, such as 2026-01-31T09:30:00.000Z" });

/** A time that another system sent. */
export const SentTimestamp = sent
  .transform((value) => new Date(value).toISOString())
  .describe("ISO 8601, UTC, of any precision; normalized to milliseconds.");

/** Digits of the fraction of a second in a precise time: nanoseconds. */
const MAX_DIGITS = 9;

/** A time that another system sent, with all its digits; see `precise`. */
export const PreciseTimestamp = sent
  .refine((value) => digitsOf(value).length <= MAX_DIGITS, `must have at most ${MAX_DIGITS} decimals`)
  .transform(precise);

/** The decimals of a time's seconds. */
function digitsOf(value: string): string {
  return /\.(\d+)Z$/.exec(value)?.[1] ?? "";
}

/**
 * Milliseconds, `Z`, and the digits beyond them without trailing zeros: `2026-01-31T09:30:00.000Z25` is 250
 * nanoseconds later than `2026-01-31T09:30:00.000Z`. So precise times compare as strings, also with a
 * `Timestamp`, and begin with one.
 */
function precise(value: string): string {
  const digits = digitsOf(value);
  const seconds = value.replace(/(\.\d+)?Z$/, "Z");
  const milliseconds = Date.parse(seconds) + Number(digits.slice(0, 3).padEnd(3, "0"));
  return timestamp(milliseconds) + digits.slice(3).replace(/0+$/, "");
}

export function later(one: Timestamp, other: Timestamp): Timestamp {
  return one > other ? one : other;
}
