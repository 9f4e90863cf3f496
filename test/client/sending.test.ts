import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf } from "./fake-world.ts";

const bodies = (world: ReturnType<typeof fakeWorld>) =>
  world.server.log("one").entries.flatMap((entry) => (entry.kind === "message" ? [entry.body] : []));

async function connected() {
  const world = fakeWorld();
  world.server.addChat("one");
  world.client.connect();
  await world.clock.advance(1000);
  return world;
}

describe("a message", () => {
  it("goes over the socket, and is emitted like other users' messages", async () => {
    const world = await connected();
    expect(await world.client.send("one", { body: "Hi" })).toMatchObject({ seq: 2, body: "Hi" });
    expect(framesOf(world, "send")).toHaveLength(1);
    expect(world.events.at(-1)).toBe("one 2");
  });

  it.each(["lost", "unanswered", "failed", "cut", "binary"] as const)(
    "is sent again under the same key if its answer is missing (%s)",
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

  it("is sent again before the timeout if the server fails", async () => {
    const world = await connected();
    world.server.nextFault = () => "failed";
    const sent = world.client.send("one", { body: "Soon" });
    await world.clock.advance(100);
    world.server.nextFault = () => "none";
    await world.clock.advance(1000);
    expect(await sent).toMatchObject({ seq: 2 });
  });

  it("sent while offline goes out in order after the reconnect", async () => {
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
    expect(world.events.filter((line) => line.startsWith("one "))).toEqual(["one 2", "one 3", "one 4"]);
  });

  it("is rejected if the server refuses it, and the next one is sent", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
    const refused = expect(world.client.send("none", { body: "Nobody" })).rejects.toMatchObject({
      code: "not_found",
      statusCode: 404,
    });
    const sent = world.client.send("one", { body: "Hi" });
    await Promise.all([refused, sent]);
  });

  it("can be aborted without delaying the next one", async () => {
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

  it("goes by REST if it is too long for a frame", async () => {
    const world = await connected();
    await world.client.send("one", { body: "x".repeat(40_000) });
    expect(framesOf(world, "send")).toHaveLength(0);
    expect(world.server.received).toContain("POST /locations/loc/internal-chats/one/messages");
  });
});
