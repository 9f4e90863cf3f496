import type { Cloud } from "./cloud.ts";
import type { Transport } from "./cloud-room.ts";
import type { Contender } from "./contender.ts";

const durability =
  "one transaction of header, entry and receipt in the table, numbered without gaps; retries recognized; on AWS in three availability zones, here in the engine's SQLite file";

/** This project by one of its transports. Both share one local cloud, which neither of them stops. */
export function projectContender(transport: Transport, cloud: () => Promise<Cloud>): Contender {
  return {
    name: transport,
    label: `this project, ${transport === "rest" ? "REST" : "WebSocket"} send`,
    durability,
    start: async () => {
      const running = await cloud();
      return {
        openRoom: (size) => running.openRoom(size, { transport }),
        usage: () => running.usage(),
        memory: () => running.memory(),
        stop: async () => undefined,
      };
    },
  };
}
