import * as z from "zod";

const FunctionUsage = z.object({
  invocations: z.number(),
  tableCalls: z.number(),
  readUnits: z.number(),
  writeUnits: z.number(),
});
/** The invocations and table usage of one function, or of a whole server. */
export type FunctionUsage = z.infer<typeof FunctionUsage>;

/** A server's usage since its start: by function, posts to sockets, and publishes to SNS. */
export const Usage = z.object({
  functions: z.record(z.string(), FunctionUsage),
  posts: z.number(),
  publishes: z.number(),
});
export type Usage = z.infer<typeof Usage>;

/** In bytes. `held` is the heap of the main thread after a garbage collection. */
export const Memory = z.object({ resident: z.number(), held: z.number() });
export type Memory = z.infer<typeof Memory>;

export const noUsage = (): FunctionUsage => ({ invocations: 0, tableCalls: 0, readUnits: 0, writeUnits: 0 });

/** Sums the usage of the functions whose names contain one of the parts; of all functions without parts. */
export function totalOf({ functions }: Usage, ...parts: readonly string[]): FunctionUsage {
  const total = noUsage();
  for (const [name, used] of Object.entries(functions)) {
    if (parts.length > 0 && !parts.some((part) => name.includes(part))) continue;
    total.invocations += used.invocations;
    total.tableCalls += used.tableCalls;
    total.readUnits += used.readUnits;
    total.writeUnits += used.writeUnits;
  }
  return total;
}

/** The usage between two snapshots. */
export function usageBetween(before: Usage, after: Usage): Usage {
  const functions = Object.fromEntries(
    Object.entries(after.functions).map(([name, used]) => [
      name,
      minus(used, before.functions[name] ?? noUsage()),
    ]),
  );
  return { functions, posts: after.posts - before.posts, publishes: after.publishes - before.publishes };
}

function minus(used: FunctionUsage, earlier: FunctionUsage): FunctionUsage {
  return {
    invocations: used.invocations - earlier.invocations,
    tableCalls: used.tableCalls - earlier.tableCalls,
    readUnits: used.readUnits - earlier.readUnits,
    writeUnits: used.writeUnits - earlier.writeUnits,
  };
}
