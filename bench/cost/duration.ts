import type { Usage, Used } from "../servers/usage.ts";
import { sum } from "../statistics.ts";

/**
 * How long a function is billed is the one thing that the local cloud cannot count: here are AWS's usual
 * times, assumed. Calls of the table are taken as one after the other; posts go 40 at once.
 */
export const assumed = { tableCallMs: 5, postsAtOnce: 40, postMs: 10, ownMs: 5 } as const;

/** Gigabytes of memory by a part of a function's name. */
export type MemoryOf = (functionName: string) => number;

/** Milliseconds billed for all invocations of a function. */
function billedMs({ invocations, tableCalls }: Used, posts: number): number {
  const waves = invocations === 0 ? 0 : invocations * Math.ceil(posts / invocations / assumed.postsAtOnce);
  return invocations * assumed.ownMs + tableCalls * assumed.tableCallMs + waves * assumed.postMs;
}

/** Gigabyte seconds of all functions. Only those that clients call post to sockets. */
export function gigabyteSeconds({ functions, posts }: Usage, memoryOf: MemoryOf): number {
  return sum(
    Object.entries(functions).map(([name, used]) => {
      const posting = /Chats|Websocket|Directory/.test(name) && used.invocations > 0 ? posts : 0;
      return (billedMs(used, posting) / 1000) * memoryOf(name);
    }),
  );
}
