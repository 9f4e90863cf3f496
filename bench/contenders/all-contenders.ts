import type { Cloud } from "./cloud.ts";
import type { Contender } from "./contender.ts";
import { plainContender } from "./plain-contender.ts";
import { projectContender } from "./project-contender.ts";
import { socketIoContender } from "./socket-io-contender.ts";

/** Names and descriptions for `--help`. */
export const contenderNames: readonly (readonly [name: string, about: string])[] = [
  ["floor", "bare PutItem and ws.send in one process, on the same kind of engine; always runs"],
  ["same-calls", "this project's table calls and ws.send in one process, without Lambda and gateways"],
  ["websocket", "this project through the local cloud, sending by WebSocket"],
  ["rest", "this project through the local cloud, sending by REST"],
  ["raw-broadcast", "ws alone, nothing stored"],
  ["socket-io", "socket.io with a synced append to a file before each emit"],
  ["scan-connections", "a widespread design: each message scans all connections"],
  ["row-per-participant", "a widespread design: each message is written once per participant"],
];

interface Endpoints {
  readonly engine: string;
  readonly cloud: () => Promise<Cloud>;
}

/** All contenders, in the order of their turns; the floor comes first. */
export function allContenders({ engine, cloud }: Endpoints): Contender[] {
  return [
    plainContender({
      name: "floor",
      label: "floor: PutItem + ws.send",
      durability:
        "one item in the engine's SQLite file; no order, retries not recognized, access not checked",
      engine,
    }),
    plainContender({
      name: "same-calls",
      label: "this project's table calls + ws.send",
      durability: "the same transaction and reads as this project, in one process",
      engine,
    }),
    projectContender("websocket", cloud),
    projectContender("rest", cloud),
    plainContender({
      name: "raw-broadcast",
      label: "raw ws broadcast",
      durability: "none: nothing is stored",
    }),
    socketIoContender,
    plainContender({
      name: "scan-connections",
      label: "scan all connections",
      durability:
        "one item in the engine's SQLite file; no order, retries not recognized, access not checked",
      engine,
    }),
    plainContender({
      name: "row-per-participant",
      label: "one row per participant",
      durability:
        "one item per participant, in batches that may be written in part; no order, retries not recognized",
      engine,
    }),
  ];
}
