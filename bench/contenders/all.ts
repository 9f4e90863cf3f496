import type { Cloud } from "./cloud.ts";
import type { Contender } from "./contender.ts";
import { plain } from "./plain.ts";
import { project } from "./project.ts";
import { socketIo } from "./socket-io.ts";

/** For `--help`. */
export const contenderNames: readonly (readonly [name: string, about: string])[] = [
  ["floor", "bare PutItem and ws.send in one process on the same kind of engine; always runs"],
  ["same-calls", "this project's table calls and ws.send in one process: neither Lambda nor gateways"],
  ["websocket", "this project through the local cloud, sending by WebSocket"],
  ["rest", "this project through the local cloud, sending by REST"],
  ["raw-broadcast", "ws alone, nothing stored"],
  ["socket-io", "socket.io, with a synced append to a file before it emits"],
  ["scan-connections", "a design often copied: each message scans all connections"],
  ["row-per-participant", "a design often copied: each message is written once per participant"],
];

interface Endpoints {
  readonly engine: string;
  readonly cloud: () => Promise<Cloud>;
}

/** In the order in which they take turns. The floor comes first. */
export function allContenders({ engine, cloud }: Endpoints): Contender[] {
  return [
    plain({
      name: "floor",
      label: "floor: PutItem + ws.send",
      durability: "one item in the engine's SQLite file; no order, no retry recognized, no access checked",
      engine,
    }),
    plain({
      name: "same-calls",
      label: "this project's table calls + ws.send",
      durability: "as this project, below: the same transaction and reads, in one process",
      engine,
    }),
    project("websocket", cloud),
    project("rest", cloud),
    plain({ name: "raw-broadcast", label: "raw ws broadcast", durability: "none: nothing is kept" }),
    socketIo,
    plain({
      name: "scan-connections",
      label: "scan all connections",
      durability: "one item in the engine's SQLite file; no order, no retry recognized, no access checked",
      engine,
    }),
    plain({
      name: "row-per-participant",
      label: "one row per participant",
      durability:
        "one item per participant, in batches that may end half done; no order, no retry recognized",
      engine,
    }),
  ];
}
