import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf, tokenFor } from "./fake-world.ts";

describe("a token", () => {
  it("is renewed before it expires, and extends the connection", async () => {
    let calls = 0;
    const world = fakeWorld({
      token: async () => {
        calls += 1;
        return tokenFor(3600, world.clock, `token${calls}`);
      },
    });
    world.client.connect();
    await world.clock.advance(3600_000 - 30_000);
    expect(calls).toBe(2);
    expect(framesOf(world, "auth")).toMatchObject([{ token: expect.stringContaining("token2") }]);
    expect(world.events.filter((line) => line === "connecting")).toHaveLength(1);
  });

  it("is replaced if it has expired, and the client reconnects", async () => {
    let name = "first";
    const world = fakeWorld({ token: async () => name });
    world.client.connect();
    await world.clock.advance(1000);
    name = "second";
    world.server.validToken = "second";
    world.server.push({ type: "bye", code: "token_expired" });
    await world.clock.advance(2000);
    expect(world.client.state).toBe("online");
    expect([...world.server.sockets].map(({ token }) => token)).toEqual(["second"]);
  });

  it("is renewed once if REST refuses it, however many requests it was in", async () => {
    let calls = 0;
    const world = fakeWorld({
      token: async () => {
        calls += 1;
        return `token${calls}`;
      },
    });
    world.server.validToken = "token2";
    await Promise.all([1, 2, 3].map(() => world.client.chats.list()));
    expect(calls).toBe(2);
  });

  it("is not renewed early if the user's clock is hours ahead", async () => {
    let calls = 0;
    const world = fakeWorld({
      token: async () => {
        calls += 1;
        const iat = Math.floor(world.clock.now() / 1000) - 5 * 3600;
        return `x.${btoa(JSON.stringify({ iat, exp: iat + 3600 }))}.y`;
      },
    });
    world.client.connect();
    await world.clock.advance(40_000);
    expect(calls).toBe(1);
  });
});
