import { totalOf, type Usage } from "../servers/usage.ts";
import { sum } from "../statistics.ts";
import { gigabyteSeconds, type MemoryOf } from "./duration.ts";
import { monthOf, type Plan } from "./plan.ts";

/** What one of each used, as counted in the local cloud. */
export interface Counted {
  /** A message by WebSocket in a chat of the plan's size, notifications included. */
  readonly send: Usage;
  readonly read: Usage;
  readonly ping: Usage;
  /** Connecting, `sync`, and the end of the connection. */
  readonly connect: Usage;
  /** The inbox, the list of chats, and a page of a log: three requests. */
  readonly open: Usage;
  /** The attachment's two requests. */
  readonly upload: Usage;
}

/** Frames of clients and answers to them, and requests, per action. */
const frames = { send: 2, read: 2, ping: 2, connect: 2, open: 0, upload: 0 } as const;
const requests = { send: 0, read: 0, ping: 0, connect: 0, open: 3, upload: 2 } as const;

const names = ["send", "read", "ping", "connect", "open", "upload"] as const;

/** Everything that a month uses: one of each action, as often as it happens. */
export interface Totals {
  readonly usage: Usage;
  readonly frames: number;
  readonly requests: number;
  readonly gigabyteSeconds: number;
}

export function totalsOf(plan: Plan, counted: Counted, memoryOf: MemoryOf): Totals {
  const month = monthOf(plan);
  const times = {
    send: month.sends,
    read: month.reads,
    ping: month.pings,
    connect: month.connects,
    open: month.opens,
    upload: month.uploads,
  };
  const over = (value: (name: (typeof names)[number]) => number) =>
    sum(names.map((name) => times[name] * value(name)));
  const part = (key: "invocations" | "tableCalls" | "readUnits" | "writeUnits") =>
    over((name) => totalOf(counted[name])[key]);
  return {
    usage: {
      functions: {
        all: {
          invocations: part("invocations"),
          tableCalls: part("tableCalls"),
          readUnits: part("readUnits"),
          writeUnits: part("writeUnits"),
        },
      },
      posts: over((name) => counted[name].posts),
      publishes: over((name) => counted[name].publishes),
    },
    frames: over((name) => frames[name]),
    requests: over((name) => requests[name]),
    gigabyteSeconds: over((name) => gigabyteSeconds(counted[name], memoryOf)),
  };
}
