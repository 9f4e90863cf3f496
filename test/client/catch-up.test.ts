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
