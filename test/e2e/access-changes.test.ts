import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiAs, apiWith, chats, codeOf, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs, connectWith, handshakeStatus, type SocketClient } from "../support/socket-client.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});

afterAll(async () => {
  expect(cloud.complaints).toEqual([]);
  await cloud.stop();
});

async function asService(path: string, body: unknown) {
  const token = await cloud.issuer.issue({ scope: "directory.write" });
  const answer = await apiWith(cloud, token).put(`/directory/${path}`, body);
  expect(answer.body).toEqual({ applied: true });
}

let updates = 0;
function updatedAt(): string {
  updates += 1;
  return new Date(Date.UTC(2026, 0, 2) + updates).toISOString();
}

const agent = (name: string, changes: object = {}) =>
  userRecord(name, {
    roles: { type: "agency", role: "user", locationIds: [] },
    updatedAt: updatedAt(),
    ...changes,
  });

const move = (companyId: string) =>
  asService("locations/loc-main", { companyId, name: "Main", updatedAt: updatedAt() });

/** A socket of somebody who acts as a user. */
async function loginAs(userId: string, actAs: string): Promise<SocketClient> {
  return connectWith(cloud, await cloud.issuer.issue({ userId, actAs }));
}

const byeOf = (socket: SocketClient) => socket.next(({ type }) => type === "bye");

describe("a location's move to another company", () => {
  it("ends the old agency's access: nothing is delivered, and its sockets close at the first event", async () => {
    const gus = await apiAs(cloud, "gus");
    const { id } = await startChat(gus, ["ana", "ben"]);
    const [gusSocket, benSocket] = [await connectAs(cloud, "gus"), await connectAs(cloud, "ben")];
    const idle = await connectAs(cloud, "gil");
    await move("umbrella");
    try {
      const closed = gusSocket.closeCode();
      const ana = await apiAs(cloud, "ana");
      const seen = gusSocket.frames.length;
      await ana.post(`${chats}/${id}/messages`, { clientMessageId: "m1", body: "Secret" });
      expect(await byeOf(gusSocket)).toEqual({ type: "bye", code: "access_lost" });
      await closed;
      expect(gusSocket.frames.slice(seen).map(({ type }) => type)).toEqual(["bye"]);
      await benSocket.next(({ type }) => type === "entry");
      expect(codeOf(await gus.get(`${chats}/${id}`))).toBe("403 not_in_location");
      expect(await handshakeStatus(cloud, { token: await cloud.issuer.issue({ userId: "gus" }) })).toBe(403);

      idle.send({ action: "ping", requestId: "p" });
      expect(await byeOf(idle)).toEqual({ type: "bye", code: "access_lost" });
      expect(idle.of("error")).toMatchObject([{ code: "not_in_location" }]);
      await benSocket.close();
    } finally {
      await move("acme");
    }
  });
});

describe("a Login-As session", () => {
  it("whose actor is deleted, unknown or of another company is 401 everywhere", async () => {
    await asService("users/gone", agent("Gone", { deleted: true }));
    await asService("users/ned", agent("Ned", { companyId: "umbrella" }));
    for (const actor of ["gone", "ned", "nobody"]) {
      const token = await cloud.issuer.issue({ userId: actor, actAs: "ana" });
      const api = apiWith(cloud, token);
      for (const path of ["/me", "/locations/loc-main/conversations", "/locations/loc-main/users", chats]) {
        expect(codeOf(await api.get(path)), `${actor} ${path}`).toBe("401 unauthenticated");
      }
      expect(await handshakeStatus(cloud, { token })).toBe(401);
    }
  });

  it("closes at once when its actor is deleted, and the user's own socket stays", async () => {
    await asService("users/gia", agent("Gia"));
    const [socket, own] = [await loginAs("gia", "ana"), await connectAs(cloud, "ana")];
    expect(await socket.ask("watch", { conversations: true })).toMatchObject({ type: "ack" });
    await asService("users/gia", agent("Gia", { deleted: true }));
    expect(await byeOf(socket)).toEqual({ type: "bye", code: "access_lost" });
    expect(await own.ask("ping")).toMatchObject({ type: "ack" });
    await own.close();
  });

  it("never closes a socket of the user's own: the sixth of an actor closes the first", async () => {
    await asService("users/gwen", agent("Gwen"));
    const own = await connectAs(cloud, "ben");
    const sockets: SocketClient[] = [];
    for (let index = 0; index < 6; index += 1) sockets.push(await loginAs("gwen", "ben"));
    const [first, ...others] = sockets;
    if (first === undefined) throw new Error("no socket");
    expect(await byeOf(first)).toEqual({ type: "bye", code: "replaced" });
    for (const socket of [own, ...others]) {
      expect(await socket.ask("ping")).toMatchObject({ type: "ack" });
      await socket.close();
    }
    expect(own.of("bye")).toEqual([]);
  });
});
