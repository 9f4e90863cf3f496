import { beforeEach, describe, expect, it } from "vitest";
import { websocketPorts } from "../support/api-ports.ts";
import { connection } from "../support/connections.ts";
import { NOON } from "../support/fake-clock.ts";
import { agencyUser, profile } from "../support/profiles.ts";
import { serviceSession, userSession } from "../support/rest-event.ts";
import { type SocketApi, socketApi } from "../support/socket-api.ts";
import type { SocketCall } from "../support/socket-event.ts";

let ports: ReturnType<typeof websocketPorts>;
let api: SocketApi;

beforeEach(() => {
  ports = websocketPorts();
  api = socketApi(ports);
  ports.directory.add(agencyUser("gus"));
});

describe("$connect", () => {
  it("stores the connection and answers with the subprotocol", async () => {
    const answer = await api.handle({ type: "CONNECT" });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { "Sec-WebSocket-Protocol": "internal-chat.v1" },
    });
    expect(ports.connections.connections).toEqual([
      connection("ana", { connectedAt: NOON, expiresAt: NOON / 1000 + 600 }),
    ]);
  });

  it("accepts a Login-As session and marks its connection", async () => {
    await api.handle({ type: "CONNECT", session: userSession("ana", { actorId: "gus" }) });
    expect(ports.connections.connections).toMatchObject([
      { userId: "ana", actorId: "gus", companyId: "acme" },
    ]);
  });

  it.each<[string, SocketCall, string | null]>([
    ["an agency user", { session: userSession("gus") }, "acme"],
    ["one of the location's own users", {}, null],
    ["one of them, logged in as another", { session: userSession("ana", { actorId: "ben" }) }, null],
    ["an agency user, logged in as one of them", { session: userSession("ana", { actorId: "gus" }) }, "acme"],
  ])("stores the company that the access of %s rests on", async (_what, call, companyId) => {
    await api.handle({ type: "CONNECT", ...call });
    expect(ports.connections.connections).toMatchObject([{ companyId }]);
  });

  it("closes the connections that it evicts", async () => {
    ports.connections.add = async () => [connection("ana", { connectionId: "oldest" })];
    await api.handle({ type: "CONNECT" });
    expect(ports.push.eventsOf("oldest")).toEqual([{ type: "bye", code: "replaced" }]);
    expect(ports.push.closed).toEqual(["oldest"]);
  });

  it("refuses and forgets the connection when access is lost while it is stored", async () => {
    const { connections } = ports;
    const add = connections.add.bind(connections);
    connections.add = async (one) => {
      ports.directory.add(profile("ana", { deleted: true }));
      return add(one);
    };
    expect(await api.handle({ type: "CONNECT" })).toEqual({ statusCode: 401, body: "" });
    expect(connections.connections).toEqual([]);
  });

  it.each<[string, number, SocketCall]>([
    ["an unknown user", 401, { session: userSession("zoe") }],
    ["a deleted user", 401, { session: userSession("gone") }],
    ["an expired token", 401, { session: userSession("ana", { expiresAt: NOON / 1000 }) }],
    ["a service token", 403, { session: serviceSession }],
    ["a user of another location", 403, { locationId: "elsewhere" }],
    ["a handshake without a location", 403, { locationId: "" }],
    ["a user without conversations", 403, { session: userSession("off") }],
    ["an unknown actor", 401, { session: userSession("ana", { actorId: "zoe" }) }],
    ["a deleted actor", 401, { session: userSession("ana", { actorId: "gone" }) }],
    ["an actor of another company", 401, { session: userSession("ana", { actorId: "ned" }) }],
    ["an actor of another location", 403, { session: userSession("ana", { actorId: "far" }) }],
    ["an actor without conversations", 403, { session: userSession("ana", { actorId: "off" }) }],
  ])("refuses %s with %i, and stores nothing", async (_what, statusCode, call) => {
    ports.directory.add(profile("gone", { deleted: true }));
    ports.directory.add(agencyUser("ned", { companyId: "other" }));
    ports.directory.add(profile("far", { locationIds: ["elsewhere"] }));
    const permissions = { conversationsEnabled: false, assignedDataOnly: false };
    ports.directory.add(profile("off", { permissions }));
    expect(await api.handle({ type: "CONNECT", ...call })).toEqual({ statusCode, body: "" });
    expect(ports.connections.connections).toEqual([]);
  });
});

describe("$disconnect", () => {
  it("forgets the connection", async () => {
    ports.connections.connections = [connection("ana"), connection("ben")];
    await api.handle({ type: "DISCONNECT" });
    expect(ports.connections.connections).toEqual([connection("ben")]);
  });

  it("succeeds although the table is unavailable, with a warning", async () => {
    ports.connections.remove = async () => Promise.reject(new Error("down"));
    expect(await api.handle({ type: "DISCONNECT" })).toEqual({ statusCode: 200, body: "" });
    expect(ports.log.lines.map(({ level }) => level)).toEqual(["warn"]);
  });
});
