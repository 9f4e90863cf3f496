import * as z from "zod";

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00");

export const QuietHours = z
  .strictObject({
    start: WallTime.describe("Local time, `HH:MM`."),
    end: WallTime.describe("Local time, `HH:MM`."),
    timeZone: z
      .string()
      .describe("A zone or link of the tz database by its exact name, such as `Europe/Berlin`."),
  })
  .describe(
    "Start inclusive, end exclusive. An end before the start is on the next day; an end equal to the start means the whole day.",
  );
export type QuietHours = z.infer<typeof QuietHours>;

/** Both body and answer. */
export const NotificationPreferences = z
  .strictObject({
    internalChat: z
      .enum(["every_message", "added_only", "none"])
      .describe("`every_message` includes being added to a chat; `added_only` is that alone."),
    quietHours: QuietHours.nullable().describe("The hours without push notifications; null for none."),
  })
  .describe("A user's choice of notifications, for all locations.");
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

export const defaultPreferences: NotificationPreferences = {
  internalChat: "every_message",
  quietHours: null,
};

/** @param now epoch milliseconds */
export function isQuiet(quietHours: QuietHours | null, now: number): boolean {
  if (quietHours === null) return false;
  const { start, end, timeZone } = quietHours;
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(now);
  return start < end ? time >= start && time < end : time >= start || time < end;
}
