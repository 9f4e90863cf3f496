import * as z from "zod";

const Used = z.object({
  invocations: z.number(),
  tableCalls: z.number(),
  readUnits: z.number(),
  writeUnits: z.number(),
});
/** What one function, or a whole server, asked of the table so far. */
export type Used = z.infer<typeof Used>;

/** What a server used since its start: by function, and what it posted to sockets and published to SNS. */
export const Usage = z.object({
  functions: z.record(z.string(), Used),
  posts: z.number(),
  publishes: z.number(),
});
export type Usage = z.infer<typeof Usage>;

/** Bytes. `held` is what the main thread's heap holds after a garbage collection. */
export const Memory = z.object({ resident: z.number(), held: z.number() });
export type Memory = z.infer<typeof Memory>;

export const nothingUsed = (): Used => ({ invocations: 0, tableCalls: 0, readUnits: 0, writeUnits: 0 });

/** What functions used together, by parts of their names; of all functions without. */
export function totalOf({ functions }: Usage, ...parts: readonly string[]): Used {
  const total = nothingUsed();
  for (const [name, used] of Object.entries(functions)) {
    if (parts.length > 0 && !parts.some((part) => name.includes(part))) continue;
    total.invocations += used.invocations;
    total.tableCalls += used.tableCalls;
    total.readUnits += used.readUnits;
    total.writeUnits += used.writeUnits;
  }
  return total;
}

/** What was used in between. */
export function difference(before: Usage, after: Usage): Usage {
  const functions = Object.fromEntries(
    Object.entries(after.functions).map(([name, used]) => [
      name,
      minus(used, before.functions[name] ?? nothingUsed()),
    ]),
  );
  return { functions, posts: after.posts - before.posts, publishes: after.publishes - before.publishes };
}

function minus(used: Used, earlier: Used): Used {
  return {
    invocations: used.invocations - earlier.invocations,
    tableCalls: used.tableCalls - earlier.tableCalls,
    readUnits: used.readUnits - earlier.readUnits,
    writeUnits: used.writeUnits - earlier.writeUnits,
  };
}
