import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf } from "./fake-world.ts";

const bodies = (world: ReturnType<typeof fakeWorld>) =>
  world.server.log("one").entries.flatMap((entry) => (entry.kind === "message" ? [entry.body] : []));

async function connected() {
  const world = fakeWorld();
  world.server.start("one");
  world.client.connect();
  await world.clock.advance(1000);
  return world;
}

describe("a message", () => {
  it("goes over the socket, and is told like everybody else's", async () => {
    const world = await connected();
    expect(await world.client.send("one", { body: "Hi" })).toMatchObject({ seq: 2, body: "Hi" });
    expect(framesOf(world, "send")).toHaveLength(1);
    expect(world.told.at(-1)).toBe("one 2");
  });

  it.each(["lost", "unanswered", "faltered", "cut"] as const)(
    "whose answer does not come (%s) is tried again under the same key",
    async (fault) => {
      const world = await connected();
      world.server.nextFault = () => fault;
      const sent = world.client.send("one", { body: "Once" });
      await world.clock.advance(100);
      world.server.nextFault = () => "none";
      await world.clock.advance(60_000);
      expect(await sent).toMatchObject({ seq: 2 });
      expect(bodies(world)).toEqual(["Once"]);
    },
  );

  it("does not wait for the timeout when the server falters", async () => {
    const world = await connected();
    world.server.nextFault = () => "faltered";
    const sent = world.client.send("one", { body: "Soon" });
    await world.clock.advance(100);
    world.server.nextFault = () => "none";
    await world.clock.advance(1000);
    expect(await sent).toMatchObject({ seq: 2 });
  });

  it("written offline goes out in order as soon as the connection is back", async () => {
    const world = await connected();
    world.server.isDown = true;
    world.server.cut();
    const sends = ["a", "b", "c"].map((body) => world.client.send("one", { body }));
    await world.clock.advance(10 * 60_000);
    world.server.isDown = false;
    world.client.focus();
    await world.clock.advance(100);
    expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(bodies(world)).toEqual(["a", "b", "c"]);
    expect(world.told.filter((line) => line.startsWith("one "))).toEqual(["one 2", "one 3", "one 4"]);
  });

  it("that the server refuses is rejected, and the next one goes on", async () => {
    const world = fakeWorld();
    world.server.start("one");
    const refused = expect(world.client.send("none", { body: "Nobody" })).rejects.toMatchObject({
      code: "not_found",
      statusCode: 404,
    });
    const sent = world.client.send("one", { body: "Hi" });
    await Promise.all([refused, sent]);
  });

  it("can be given up, without holding up the next one", async () => {
    const world = await connected();
    world.server.isDown = true;
    world.server.cut();
    const giveUp = new AbortController();
    const first = world.client.send("one", { body: "Never mind" }, { signal: giveUp.signal });
    const second = world.client.send("one", { body: "But this" });
    await world.clock.advance(5000);
    giveUp.abort(new Error("changed my mind"));
    await expect(first).rejects.toThrow("changed my mind");
    world.server.isDown = false;
    await world.clock.advance(60_000);
    await second;
    expect(bodies(world)).toEqual(["But this"]);
  });

  it("too long for a frame goes by REST, which can say so", async () => {
    const world = await connected();
    await world.client.send("one", { body: "x".repeat(40_000) });
    expect(framesOf(world, "send")).toHaveLength(0);
    expect(world.server.heard).toContain("POST /locations/loc/internal-chats/one/messages");
  });
});
