import { expect, it } from "vitest";
import { pushEvent } from "../../../functions/domain/connections/push-event.ts";
import { pushPorts } from "../../support/connection-ports.ts";
import { connection } from "../../support/connections.ts";

const typing = { type: "typing" };

it("counts each push once: as delivered, as gone, or as failed", async () => {
  const ports = pushPorts();
  const ids = ["a", "b", "c", "d", "e", "f"];
  const connections = ids.map((connectionId) => connection("ana", { connectionId }));
  ports.connections.connections = [...connections];
  ports.push.gone.add("a");
  for (const id of ["b", "c"]) ports.push.failing.add(id);

  await pushEvent(ports, connections, typing);

  expect(Object.fromEntries(ports.metrics.counts)).toEqual({
    Deliveries: 3,
    GoneConnections: 1,
    PushesFailed: 2,
  });
  expect(ports.connections.ids(), "a failed push removes no connection").toEqual(["b", "c", "d", "e", "f"]);
});
