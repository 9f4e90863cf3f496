import { describe, expect, it } from "vitest";
import { fakeWorld } from "./fake-world.ts";

describe("a connection", () => {
  it("reconnects by itself with growing delays, and at once on focus", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(60_000);
    world.server.isDown = true;
    world.server.cut();
    await world.clock.advance(10 * 60_000);
    const attempts = world.events.filter((line) => line === "connecting").length;
    expect(attempts).toBeGreaterThan(30);
    expect(attempts).toBeLessThan(60);
    world.server.isDown = false;
    expect(world.client.state).toBe("offline");
    world.client.focus();
    await world.clock.advance(0);
    expect(world.client.state).toBe("online");
  });

  it("forgets earlier failures after it was stable", async () => {
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

  it("opens one socket however often connect is called, and none after close", async () => {
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
    expect(world.events.at(-1)).toBe("closed: closed");
    expect(world.server.sockets.size).toBe(0);
  });

  it("is dropped if a ping stays unanswered", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(1000);
    world.server.nextFault = () => "lost";
    world.client.focus();
    await world.clock.advance(5000);
    expect(world.client.state).not.toBe("online");
  });

  it("is dropped if nothing arrives within a request's timeout, and the message is sent again", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
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

  it.each([
    ["a Blob", new Blob(["{}"])],
    ["an ArrayBuffer", new ArrayBuffer(2)],
    ["a Buffer", Buffer.from("{}")],
  ])("is dropped and made anew if the server sends %s, and the app hears why", async (_, data) => {
    const world = fakeWorld();
    world.server.addChat("one");
    const errors: unknown[] = [];
    world.client.on("state", ({ state, error }) => state === "offline" && errors.push(error));
    world.client.connect();
    await world.clock.advance(1000);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "one", "Missed");
    const sent = world.client.send("one", { body: "Pending" });
    world.server.nextFault = () => "none";
    world.server.pushBinary(data);
    expect(world.server.sockets.size).toBe(0);
    await world.clock.advance(1000);
    expect(await sent).toMatchObject({ seq: 3 });
    expect(errors).toEqual([
      expect.objectContaining({
        code: "protocol",
        message: "The server sent a binary frame",
        statusCode: null,
      }),
    ]);
    expect(world.events).toContain("one 2");
    expect(world.client.state).toBe("online");
  });

  it("reconnects with growing delays if each connection begins with a binary frame", async () => {
    const world = fakeWorld();
    world.client.on("state", ({ state }) => {
      if (state === "online") queueMicrotask(() => world.server.pushBinary(new ArrayBuffer(1)));
    });
    world.client.connect();
    await world.clock.advance(10 * 60_000);
    const drops = world.events.filter((line) => line === "offline: protocol").length;
    expect(drops).toBeGreaterThan(30);
    expect(drops).toBeLessThan(60);
  });

  it("has no error for the app if it merely breaks", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(1000);
    world.server.cut();
    await world.clock.advance(0);
    expect(world.events.at(-1)).toBe("offline");
  });

  it("closes for good when newer connections have replaced it: it must not replace them in turn", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(1000);
    world.server.push({ type: "bye", code: "replaced" });
    world.server.cut();
    await world.clock.advance(3_600_000);
    expect(world.events.at(-1)).toBe("closed: replaced");
    expect(world.clock.pending).toBe(0);
  });

  it("closes for good when access is lost, and rejects pending sends", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
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
    expect(world.events.at(-1)).toBe("closed: access_lost");
    expect(world.clock.pending).toBe(0);
    await expect(world.client.send("one", { body: "no" })).rejects.toMatchObject({ code: "closed" });
  });

  it.each([
    [403, "not_in_location", "access_lost"],
    [401, "unauthenticated", "unauthenticated"],
  ])("is not retried if REST answers %i %s", async (statusCode, code, reason) => {
    const world = fakeWorld();
    world.server.refusal = { statusCode, code };
    world.client.connect();
    await world.clock.advance(60_000);
    expect(world.events).toEqual(["connecting", `closed: ${reason}`]);
  });
});
