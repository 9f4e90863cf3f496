import { expect, it } from "vitest";
import { passGates } from "../../functions/rest/gates.ts";
import { routes } from "../../functions/rest/routes.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { notImplemented } from "../support/not-implemented.ts";
import { profile } from "../support/profiles.ts";
import { RecordingLog } from "../support/recording-log.ts";

const user = { kind: "user", caller: { userId: "ana", actor: null, profile: profile("ana") } } as const;
const service = { kind: "service" } as const;

const ports = {
  directory: { profile: notImplemented, location: notImplemented },
  clock: new FakeClock(),
  log: new RecordingLog(),
};

it.each(routes.filter(({ token }) => token !== "none"))(
  "$method $path admits only the token of a $token",
  async (route) => {
    const principal = route.token === "service" ? user : service;
    const entering = passGates(ports, { route, principal, params: { locationId: "loc" } });
    await expect(entering).rejects.toMatchObject({ code: "insufficient_scope" });
  },
);
