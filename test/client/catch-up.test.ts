import { describe, expect, it } from "vitest";
import { eventsAfter, fakeWorld, framesOf } from "./fake-world.ts";

describe("catching up on lost pushes", () => {
  it("happens with the next ping, after at most five minutes", async () => {
    const world = fakeWorld({ pingIntervalMs: 60 * 60_000 });
    world.server.addChat("one");
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "one", "unheard");
    world.server.addChat("unseen");
    world.server.nextFault = () => "none";
    await world.clock.advance(5 * 60_000 + 1000);
    expect(eventsAfter(world.events, "synced").toSorted()).toEqual(
      ["one 2", "chat unseen after 0", "unseen 1", "synced"].toSorted(),
    );
  });

  it("happens at once on focus", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "one", "unheard");
    world.server.nextFault = () => "none";
    world.client.focus();
    await world.clock.advance(0);
    expect(eventsAfter(world.events, "synced")).toEqual(["one 2", "synced"]);
  });

  it("happens after each connect, with 100 chats per frame and new chats", async () => {
    const world = fakeWorld();
    for (let index = 0; index < 120; index += 1) world.server.addChat(`chat${index}`);
    world.client.connect();
    await world.clock.advance(100);
    world.server.isDown = true;
    world.server.cut();
    world.server.append("ben", "chat5", "meanwhile");
    world.server.addChat("added");
    await world.clock.advance(10_000);
    world.server.isDown = false;
    const before = framesOf(world, "sync").length;
    await world.clock.advance(60_000);
    expect(world.events).toEqual(expect.arrayContaining(["chat5 2", "chat added after 0", "added 1"]));
    const sizes = framesOf(world, "sync")
      .slice(before)
      .map((frame) => Object.keys(Object(frame).chats).length);
    expect(sizes).toEqual([100, 20, 1]);
  });
});

describe("an answer that ends before the last entry", () => {
  /** A chat whose third entry the server counts, but does not show to reads yet; its push was lost. */
  async function unreadable() {
    const world = fakeWorld();
    const log = world.server.addChat("one");
    world.client.connect();
    await world.clock.advance(1000);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "one", "second");
    world.server.append("ben", "one", "third");
    world.server.nextFault = () => "none";
    log.readableUntil = 2;
    world.server.received.length = 0;
    return { ...world, log };
  }

  it("is asked for again with the same bound after 200 ms, then after twice as long each time, up to 5 s", async () => {
    const world = await unreadable();
    const askedAt: number[] = [];
    world.server.errorOf = (action) => {
      if (action === "sync") askedAt.push(world.clock.now());
      return undefined;
    };
    world.client.focus();
    await world.clock.advance(30_000);
    const pauses = askedAt.slice(1).map((time, index) => time - (askedAt[index] ?? 0));
    expect(pauses).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
    const bounds = framesOf(world, "sync").map((frame) => Object(frame).chats.one);
    expect(bounds).toEqual([1, ...Array.from(pauses, () => 2)]);
    expect(world.events.filter((line) => line.startsWith("one "))).toEqual(["one 2"]);
  });

  it("is no error: the entry is emitted once, as soon as reads show it", async () => {
    const world = await unreadable();
    world.client.focus();
    await world.clock.advance(100);
    world.log.readableUntil = Number.POSITIVE_INFINITY;
    await world.clock.advance(200);
    expect(eventsAfter(world.events, "one 2")).toEqual(["one 3", "synced"]);
  });

  it("delays no other chat", async () => {
    const world = await unreadable();
    world.server.addChat("other");
    world.client.focus();
    await world.clock.advance(10_000);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "other", "lost");
    world.server.nextFault = () => "none";
    world.server.append("ben", "other", "pushed");
    await world.clock.advance(150);
    expect(world.events.slice(-2)).toEqual(["other 2", "other 3"]);
  });
});
