import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf, toldAfter } from "./fake-world.ts";

describe("what pushes do not bring", () => {
  it("comes with the next ping, after at most five minutes", async () => {
    const world = fakeWorld({ pingIntervalMs: 60 * 60_000 });
    world.server.start("one");
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "one", "unheard");
    world.server.start("unseen");
    world.server.nextFault = () => "none";
    await world.clock.advance(5 * 60_000 + 1000);
    expect(toldAfter(world.told, "synced").toSorted()).toEqual(
      ["one 2", "chat unseen after 0", "unseen 1", "synced"].toSorted(),
    );
  });

  it("comes at once when somebody looks", async () => {
    const world = fakeWorld();
    world.server.start("one");
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    world.server.append("ben", "one", "unheard");
    world.server.nextFault = () => "none";
    world.client.focus();
    await world.clock.advance(0);
    expect(toldAfter(world.told, "synced")).toEqual(["one 2", "synced"]);
  });

  it("comes after each connect, 100 chats to a frame, and new chats with it", async () => {
    const world = fakeWorld();
    for (let index = 0; index < 120; index += 1) world.server.start(`chat${index}`);
    world.client.connect();
    await world.clock.advance(100);
    world.server.isDown = true;
    world.server.cut();
    world.server.append("ben", "chat5", "meanwhile");
    world.server.start("added");
    await world.clock.advance(10_000);
    world.server.isDown = false;
    const before = framesOf(world, "sync").length;
    await world.clock.advance(60_000);
    expect(world.told).toEqual(expect.arrayContaining(["chat5 2", "chat added after 0", "added 1"]));
    const sizes = framesOf(world, "sync")
      .slice(before)
      .map((frame) => Object.keys(Object(frame).chats).length);
    expect(sizes).toEqual([100, 20, 1]);
  });
});
