const hourMs = 3_600_000;
/** Half an hour off full hours, so that a time in the wrong time zone shows. */
const timeZone = "Asia/Kolkata";

/** Twelve quiet hours with `now` in their middle, or as far from them as possible: beyond any worker's clock skew. */
export function quietHoursAt(now: number, isQuiet: boolean) {
  const middle = isQuiet ? now : now + 12 * hourMs;
  return { start: wallTime(middle - 6 * hourMs), end: wallTime(middle + 6 * hourMs), timeZone };
}

function wallTime(time: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(time);
}
