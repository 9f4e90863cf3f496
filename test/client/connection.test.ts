import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf, tokenFor } from "./fake-world.ts";

describe("a connection", () => {
  it("comes back by itself, later and later while it fails, and at once when somebody looks", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(60_000);
    world.server.isDown = true;
    world.server.cut();
    await world.clock.advance(10 * 60_000);
    const attempts = world.told.filter((line) => line === "connecting").length;
    expect(attempts).toBeGreaterThan(30);
    expect(attempts).toBeLessThan(60);
    world.server.isDown = false;
    expect(world.client.state).toBe("offline");
    world.client.focus();
    await world.clock.advance(0);
    expect(world.client.state).toBe("online");
  });

  it("that does not answer a ping any more is given up", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(1000);
    world.server.nextFault = () => "lost";
    world.client.focus();
    await world.clock.advance(5000);
    expect(world.client.state).not.toBe("online");
  });

  it("ends for good when access is lost: whatever waits is rejected", async () => {
    const world = fakeWorld();
    world.server.start("one");
    world.client.connect();
    await world.clock.advance(1000);
    world.server.nextFault = () => "lost";
    const sending = world.client.send("one", { body: "too late" });
    const refused = expect(sending).rejects.toMatchObject({ code: "closed" });
    world.server.nextFault = () => "none";
    world.server.push({ type: "bye", code: "access_lost" });
    world.server.cut();
    await refused;
    await world.clock.advance(3_600_000);
    expect(world.told.at(-1)).toBe("closed: access_lost");
    expect(world.clock.pending).toBe(0);
    await expect(world.client.send("one", { body: "no" })).rejects.toMatchObject({ code: "closed" });
  });

  it.each([
    [403, "not_in_location", "access_lost"],
    [401, "unauthenticated", "unauthenticated"],
  ])("is not tried again where REST says %i %s", async (statusCode, code, reason) => {
    const world = fakeWorld();
    world.server.refusal = { statusCode, code };
    world.client.connect();
    await world.clock.advance(60_000);
    expect(world.told).toEqual(["connecting", `closed: ${reason}`]);
  });
});

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
    await world.clock.advance(3600_000);
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
