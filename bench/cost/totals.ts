import { totalOf, type Usage } from "../servers/usage.ts";
import { sum } from "../statistics.ts";
import { gigabyteSeconds, type MemoryOf } from "./duration.ts";
import { monthOf, type Plan } from "./plan.ts";

/** The usage of one action of each kind, as counted in the local cloud. */
export interface UsagePerAction {
  /** A message by WebSocket in a chat of the plan's size, including its notifications. */
  readonly send: Usage;
  readonly read: Usage;
  readonly ping: Usage;
  /** Connecting, `sync`, and disconnecting. */
  readonly connect: Usage;
  /** The inbox, the list of chats, and a page of a log: three requests. */
  readonly open: Usage;
  /** The two requests of an attachment. */
  readonly upload: Usage;
}

/** Frames with their acknowledgements, and requests, per action. */
const frames = { send: 2, read: 2, ping: 2, connect: 2, open: 0, upload: 0 } as const;
const requests = { send: 0, read: 0, ping: 0, connect: 0, open: 3, upload: 2 } as const;

const names = ["send", "read", "ping", "connect", "open", "upload"] as const;

/** The usage of a month: that of each action times its number. */
export interface Totals {
  readonly usage: Usage;
  readonly frames: number;
  readonly requests: number;
  readonly gigabyteSeconds: number;
}

export function totalsOf(plan: Plan, counted: UsagePerAction, memoryOf: MemoryOf): Totals {
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
