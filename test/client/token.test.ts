import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf, tokenFor } from "./fake-world.ts";

describe("a token", () => {
  it("is renewed on the connection before it ends", async () => {
    let asked = 0;
    const world = fakeWorld({
      token: async () => {
        asked += 1;
        return tokenFor(3600, world.clock, `token${asked}`);
      },
    });
    world.client.connect();
    await world.clock.advance(3600_000 - 30_000);
    expect(asked).toBe(2);
    expect(framesOf(world, "auth")).toMatchObject([{ token: expect.stringContaining("token2") }]);
    expect(world.told.filter((line) => line === "connecting")).toHaveLength(1);
  });

  it("that ended all the same is replaced, and the client connects again", async () => {
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

  it("that REST refuses is asked for once, however many requests it was in", async () => {
    let asked = 0;
    const world = fakeWorld({
      token: async () => {
        asked += 1;
        return `token${asked}`;
      },
    });
    world.server.validToken = "token2";
    await Promise.all([1, 2, 3].map(() => world.client.chats.list()));
    expect(asked).toBe(2);
  });

  it("from a user's clock that is hours off still lasts", async () => {
    let asked = 0;
    const world = fakeWorld({
      token: async () => {
        asked += 1;
        const iat = Math.floor(world.clock.now() / 1000) - 5 * 3600;
        return `x.${btoa(JSON.stringify({ iat, exp: iat + 3600 }))}.y`;
      },
    });
    world.client.connect();
    await world.clock.advance(40_000);
    expect(asked).toBe(1);
  });
});
