import { setTimeout } from "node:timers/promises";

/** Polls until `find` finds something, for changes that no event reports. @param within milliseconds */
export async function eventually<Found>(find: () => Found | undefined, within = 10_000): Promise<Found> {
  const deadline = Date.now() + within;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error("it did not happen in time");
    await setTimeout(10);
  }
}
