const hourMs = 3_600_000;
/** Half an hour off: an hour counted in another zone would show. */
const timeZone = "Asia/Kolkata";

/** Twelve hours in whose middle it is now, or from which it is as far as can be: no worker's clock is so wrong. */
export function hoursAround(now: number, isNight: boolean) {
  const middle = isNight ? now : now + 12 * hourMs;
  return { start: wallTime(middle - 6 * hourMs), end: wallTime(middle + 6 * hourMs), timeZone };
}

function wallTime(time: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(time);
}
