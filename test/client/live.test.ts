import { describe, expect, it } from "vitest";
import { eventsAfter, fakeWorld, framesOf } from "./fake-world.ts";

describe("entry events", () => {
  it("begin after the entries that a chat had at the first listing; a new chat's begin with its first", async () => {
    const world = fakeWorld();
    world.server.addChat("old");
    world.server.append("ben", "old", "before");
    world.client.connect();
    await world.clock.advance(100);
    world.server.append("ben", "old", "after");
    world.server.addChat("new");
    await world.clock.advance(0);
    expect(world.events).toEqual([
      ...["connecting", "online", "chat old after 2", "synced"],
      ...["old 3", "chat new after 0", "new 1"],
    ]);
  });

  it("begin after the position that the app follows from", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
    for (const body of ["a", "b", "c"]) world.server.append("ben", "one", body);
    world.client.follow("one", 2);
    world.client.connect();
    await world.clock.advance(100);
    expect(world.events).toEqual(["connecting", "online", "chat one after 2", "one 3", "one 4", "synced"]);
  });

  it("are held back after a gap, until its entries have been fetched, over several pages", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    for (let index = 0; index < 250; index += 1) world.server.append("ben", "one", `${index}`);
    world.server.nextFault = () => "none";
    world.server.append("ben", "one", "seen");
    await world.clock.advance(100);
    expect(eventsAfter(world.events, "synced")).toEqual([]);
    await world.clock.advance(100);
    expect(eventsAfter(world.events, "synced")).toEqual(
      Array.from({ length: 251 }, (_, index) => `one ${index + 2}`),
    );
  });

  it("skip entries that the user may not see", async () => {
    const world = fakeWorld();
    const log = world.server.addChat("one");
    for (const body of ["a", "b", "c"]) world.server.append("ben", "one", body);
    log.firstVisibleSeq = 3;
    world.client.follow("one", 0);
    world.client.connect();
    await world.clock.advance(100);
    expect(world.events).toEqual(["connecting", "online", "chat one after 2", "one 3", "one 4", "synced"]);
  });

  it("need no sync if pushes only overtake each other", async () => {
    const world = fakeWorld();
    world.server.addChat("one");
    world.client.connect();
    await world.clock.advance(100);
    const log = world.server.log("one");
    const [second, third] = ["b", "c"].map(
      (body) => log.append("ben", { clientMessageId: body, body }).entry,
    );
    if (second && third) world.server.pushAll([third, second]);
    const syncs = framesOf(world, "sync").length;
    await world.clock.advance(1000);
    expect(eventsAfter(world.events, "synced")).toEqual(["one 2", "one 3"]);
    expect(framesOf(world, "sync")).toHaveLength(syncs);
  });

  it("follow the chat event, even if the push of the chat was lost", async () => {
    const world = fakeWorld();
    world.client.connect();
    await world.clock.advance(100);
    world.server.nextFault = () => "lost";
    world.server.addChat("one");
    world.server.nextFault = () => "none";
    world.server.append("ben", "one", "hello");
    await world.clock.advance(1000);
    expect(eventsAfter(world.events, "synced")).toEqual(["chat one after 0", "one 1", "one 2"]);
  });
});

it("emits a reader's pointer only when it moves forward", async () => {
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
  const reads = ["ben read 3", "cara read 1", "ben read 4", "ben read 1"];
  expect(eventsAfter(world.events, "synced")).toEqual(reads);
});

it("emits read pointers and typing, and sends typing", async () => {
  const world = fakeWorld();
  world.client.connect();
  await world.clock.advance(100);
  world.server.push({ type: "read", chatId: "one", userId: "ben", seq: 3 });
  world.server.push({ type: "typing", chatId: "one", userId: "ben", active: true });
  expect(eventsAfter(world.events, "synced")).toEqual(["ben read 3", "ben types"]);
  await world.client.typing("one", true);
  expect(framesOf(world, "typing")).toMatchObject([{ chatId: "one", active: true }]);
});

it("watches conversations on each new connection, until they are turned off", async () => {
  const world = fakeWorld({ watchConversations: true });
  world.client.connect();
  await world.clock.advance(1000);
  world.server.cut();
  await world.clock.advance(1000);
  expect(framesOf(world, "watch")).toMatchObject([{ conversations: true }, { conversations: true }]);
  await world.client.watchConversations(false);
  world.server.cut();
  await world.clock.advance(1000);
  expect(world.client.state).toBe("online");
  expect(framesOf(world, "watch").slice(2)).toMatchObject([{ conversations: false }]);
});
