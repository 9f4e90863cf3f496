import { beforeEach, describe, expect, it } from "vitest";
import { Session } from "../../functions/domain/directory/session.ts";
import { websocketPorts } from "../support/api-ports.ts";
import { connection } from "../support/connections.ts";
import { NOON } from "../support/fake-clock.ts";
import { serviceSession, userSession } from "../support/rest-event.ts";
import { type SocketApi, socketApi } from "../support/socket-api.ts";

let ports: ReturnType<typeof websocketPorts>;
let api: SocketApi;

/** Tokens are sessions in JSON. */
beforeEach(() => {
  ports = websocketPorts();
  ports.verifier.verify = async (token) => (token === "bad" ? undefined : Session.parse(JSON.parse(token)));
  ports.connections.connections = [connection("ana")];
  api = socketApi(ports);
});

const tokenOf = (userId: string, changes = {}) =>
  JSON.stringify(userSession(userId, { expiresAt: NOON / 1000 + 9000, ...changes }));
const auth = (token: string) => api.send({ action: "auth", requestId: "r1", token });

describe("auth", () => {
  it("extends the connection for pushes, and for frames after the old expiry", async () => {
    expect(await auth(tokenOf("ana"))).toMatchObject({ type: "ack", expiresAt: "2026-03-02T14:30:00.000Z" });
    expect(ports.connections.connections).toMatchObject([{ expiresAt: NOON / 1000 + 9000 }]);
    ports.clock.time = NOON + 700_000;
    expect(await api.send({ action: "ping", requestId: "r2" })).toMatchObject({ type: "ack" });
  });

  it.each([
    ["another user's token", tokenOf("ben")],
    ["a Login-As token", tokenOf("ana", { actorId: "gus" })],
    ["an expired token", tokenOf("ana", { expiresAt: NOON / 1000 - 1 })],
    ["an invalid token", "bad"],
    ["a service token", JSON.stringify(serviceSession)],
  ])("refuses %s, and leaves the connection unchanged", async (_what, token) => {
    expect(await auth(token)).toMatchObject({ type: "error", code: "unauthenticated" });
    expect(ports.connections.connections).toEqual([connection("ana")]);
  });
});
