import { setTimeout } from "node:timers/promises";

/** Looks again and again until there is something to see; for what no event announces. */
export async function eventually<Found>(look: () => Found | undefined, within = 10_000): Promise<Found> {
  const deadline = Date.now() + within;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error("it did not happen in time");
    await setTimeout(10);
  }
}
