import * as z from "zod";

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00");

const TimeZone = z.string().refine(isTimeZone, "must be an IANA time zone such as Europe/Berlin");

const QuietHours = z.strictObject({ start: WallTime, end: WallTime, timeZone: TimeZone });
export type QuietHours = z.infer<typeof QuietHours>;

/** What a user wants to be notified of, in every location; both body and answer. */
export const NotificationPreferences = z.strictObject({
  internalChat: z.enum(["every_message", "added_only", "none"]),
  quietHours: QuietHours.nullable(),
});
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

export const defaultPreferences: NotificationPreferences = {
  internalChat: "every_message",
  quietHours: null,
};

function isTimeZone(value: string): boolean {
  // Intl also takes offsets such as +01:00, which know no daylight saving.
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Start inclusive, end exclusive, in the user's own zone; an end before the start is past midnight. */
export function isQuiet(quietHours: QuietHours | null, now: number): boolean {
  if (quietHours === null) return false;
  const { start, end, timeZone } = quietHours;
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(now);
  return start <= end ? time >= start && time < end : time >= start || time < end;
}
