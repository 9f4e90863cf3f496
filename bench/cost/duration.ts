import type { FunctionUsage, Usage } from "../servers/usage.ts";
import { sum } from "../statistics.ts";

/**
 * Billed durations, which the local cloud cannot count: assumed from AWS's usual times. Table calls count as
 * sequential; posts run 40 at a time.
 */
export const assumed = { tableCallMs: 5, postsAtOnce: 40, postMs: 10, ownMs: 5 } as const;

/** Returns the gigabytes of memory of a function. */
export type MemoryOf = (functionName: string) => number;

/** Milliseconds billed for all invocations of a function. */
function billedMs({ invocations, tableCalls }: FunctionUsage, posts: number): number {
  const waves = invocations === 0 ? 0 : invocations * Math.ceil(posts / invocations / assumed.postsAtOnce);
  return invocations * assumed.ownMs + tableCalls * assumed.tableCallMs + waves * assumed.postMs;
}

/** Gigabyte-seconds of all functions. Only functions that clients call post to sockets. */
export function gigabyteSeconds({ functions, posts }: Usage, memoryOf: MemoryOf): number {
  return sum(
    Object.entries(functions).map(([name, used]) => {
      const posting = /Chats|Websocket|Directory/.test(name) && used.invocations > 0 ? posts : 0;
      return (billedMs(used, posting) / 1000) * memoryOf(name);
    }),
  );
}
