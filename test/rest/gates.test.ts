import { expect, it } from "vitest";
import { passGates } from "../../functions/rest/gates.ts";
import { routes } from "../../functions/rest/routes.ts";
import { memoryPorts, profile } from "../support/memory-ports.ts";

const user = { kind: "user", caller: { userId: "ana", actorId: null, profile: profile("ana") } } as const;
const service = { kind: "service" } as const;

it.each(routes.filter(({ token }) => token !== "none"))(
  "$method $path opens to the token of a $token alone",
  async (route) => {
    const principal = route.token === "service" ? user : service;
    const entering = passGates(memoryPorts(), { route, principal, params: { locationId: "loc" } });
    await expect(entering).rejects.toMatchObject({ code: "insufficient_scope" });
  },
);
