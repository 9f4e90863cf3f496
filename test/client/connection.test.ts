import { describe, expect, it } from "vitest";
import { fakeWorld } from "./fake-world.ts";

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

  it("that lasted pays no more for failures before it", async () => {
    const world = fakeWorld();
    world.server.isDown = true;
    world.client.connect();
    await world.clock.advance(60_000);
    world.server.isDown = false;
    await world.clock.advance(60_000);
    expect(world.client.state).toBe("online");
    world.server.cut();
    await world.clock.advance(500);
    expect(world.client.state).toBe("online");
  });

  it("is one, however often it is asked for, and none after the end", async () => {
    const world = fakeWorld();
    world.client.connect();
    world.client.connect();
    await world.clock.advance(1000);
    world.server.cut();
    await world.clock.advance(0);
    world.client.connect();
    await world.clock.advance(10_000);
    expect(world.server.sockets.size).toBe(1);
    world.server.cut();
    await world.clock.advance(0);
    world.client.focus();
    await Promise.resolve();
    world.client.close();
    world.client.connect();
    await world.clock.advance(10_000);
    expect(world.told.at(-1)).toBe("closed: closed");
    expect(world.server.sockets.size).toBe(0);
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

  it("on which nothing is heard any more does not hold up a message for longer than its timeout", async () => {
    const world = fakeWorld();
    world.server.start("one");
    world.client.connect();
    await world.clock.advance(1000);
    world.server.nextFault = () => "lost";
    const sent = world.client.send("one", { body: "Hello?" });
    await world.clock.advance(30_000);
    expect(world.client.state).toBe("offline");
    world.server.nextFault = () => "none";
    await world.clock.advance(1000);
    expect(await sent).toMatchObject({ seq: 2 });
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
