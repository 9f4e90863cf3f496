import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf, toldAfter } from "./fake-world.ts";

describe("live entries", () => {
  it("begin after what a chat had when it was found; a new chat comes whole", async () => {
    const world = fakeWorld();
    world.server.start("old");
    world.server.append("ben", "old", "before");
    world.client.connect();
    await world.clock.advance(100);
    world.server.append("ben", "old", "after");
    world.server.start("new");
    await world.clock.advance(0);
    expect(world.told).toEqual([
      ...["connecting", "online", "chat old after 2", "synced"],
      ...["old 3", "chat new after 0", "new 1"],
    ]);
  });

  it("go on from where the app has kept the log", async () => {
    const world = fakeWorld();
    world.server.start("one");
    for (const body of ["a", "b", "c"]) world.server.append("ben", "one", body);
    world.client.follow("one", 2);
    world.client.connect();
    await world.clock.advance(100);
    expect(world.told).toEqual(["connecting", "online", "chat one after 2", "one 3", "one 4", "synced"]);
  });

  it("are held back after a gap, which is asked for within a moment, and whole over many pages", async () => {
    const world = fakeWorld();
    world.server.start("one");
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    for (let index = 0; index < 250; index += 1) world.server.append("ben", "one", `${index}`);
    world.server.nextFault = () => "none";
    world.server.append("ben", "one", "seen");
    await world.clock.advance(100);
    expect(toldAfter(world.told, "synced")).toEqual([]);
    await world.clock.advance(100);
    expect(toldAfter(world.told, "synced")).toEqual(
      Array.from({ length: 251 }, (_, index) => `one ${index + 2}`),
    );
  });

  it("do not wait for what one may not see", async () => {
    const world = fakeWorld();
    const log = world.server.start("one");
    for (const body of ["a", "b", "c"]) world.server.append("ben", "one", body);
    log.firstVisibleSeq = 3;
    world.client.follow("one", 0);
    world.client.connect();
    await world.clock.advance(100);
    expect(world.told).toEqual(["connecting", "online", "chat one after 2", "one 3", "one 4", "synced"]);
  });

  it("do not ask for what comes by itself a moment later", async () => {
    const world = fakeWorld();
    world.server.start("one");
    world.client.connect();
    await world.clock.advance(100);
    const log = world.server.log("one");
    const [second, third] = ["b", "c"].map(
      (body) => log.append("ben", { clientMessageId: body, body }).entry,
    );
    if (second && third) world.server.pushAll([third, second]);
    const syncs = framesOf(world, "sync").length;
    await world.clock.advance(1000);
    expect(toldAfter(world.told, "synced")).toEqual(["one 2", "one 3"]);
    expect(framesOf(world, "sync")).toHaveLength(syncs);
  });

  it("of a chat whose own push was lost bring the chat, then themselves", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    world.server.start("one");
    world.server.nextFault = () => "none";
    world.server.append("ben", "one", "hello");
    await world.clock.advance(1000);
    expect(toldAfter(world.told, "synced")).toEqual(["chat one after 0", "one 1", "one 2"]);
  });
});

it("tells of each reader's pointer only when it goes forward", async () => {
  const world = fakeWorld();
  world.client.connect();
  await world.clock.advance(100);
  for (const [userId, seq] of [
    ["ben", 3],
    ["ben", 2],
    ["cara", 1],
    ["ben", 3],
    ["ben", 4],
  ] as const)
    world.server.push({ type: "read", chatId: "one", userId, seq });
  world.server.push({ type: "read", chatId: "two", userId: "ben", seq: 1 });
  const told = ["ben read 3", "cara read 1", "ben read 4", "ben read 1"];
  expect(toldAfter(world.told, "synced")).toEqual(told);
});

it("passes on read pointers and typing", async () => {
  const world = fakeWorld();
  world.client.connect();
  await world.clock.advance(100);
  world.server.push({ type: "read", chatId: "one", userId: "ben", seq: 3 });
  world.server.push({ type: "typing", chatId: "one", userId: "ben", active: true });
  expect(toldAfter(world.told, "synced")).toEqual(["ben read 3", "ben types"]);
  await world.client.typing("one", true);
  expect(framesOf(world, "typing")).toMatchObject([{ chatId: "one", active: true }]);
});
