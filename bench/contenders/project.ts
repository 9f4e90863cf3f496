import type { Cloud } from "./cloud.ts";
import type { Door } from "./cloud-room.ts";
import type { Contender } from "./contender.ts";

const durability =
  "one transaction of header, entry and receipt in the table, numbered without gaps; a retry is recognized; on AWS three availability zones, here the engine's SQLite file";

/** This project by one of its doors. Both share one local cloud, which is not theirs to stop. */
export function project(door: Door, cloud: () => Promise<Cloud>): Contender {
  return {
    name: door,
    label: `this project, ${door === "rest" ? "REST" : "WebSocket"} send`,
    durability,
    start: async () => {
      const running = await cloud();
      return {
        openRoom: (size) => running.openRoom(size, { door }),
        usage: () => running.usage(),
        memory: () => running.memory(),
        stop: async () => undefined,
      };
    },
  };
}
