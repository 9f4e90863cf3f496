import { describe, expect, it } from "vitest";
import { fakeWorld, framesOf } from "./fake-world.ts";

async function connected() {
  const world = fakeWorld();
  world.server.addChat("one");
  world.client.connect();
  await world.clock.advance(1000);
  return world;
}

describe("an error frame", () => {
  it("becomes a ChatClientError with reason, trace id and problems", async () => {
    const world = await connected();
    const fields = { statusCode: 409, code: "conflict", reason: "key_reused", traceId: "t1", message: "No" };
    world.server.errorOf = () => fields;
    await expect(world.client.send("one", { body: "Hi" })).rejects.toMatchObject({
      ...{ statusCode: 409, code: "conflict", reason: "key_reused", traceId: "t1", message: "No" },
      ...{ problems: [], retryAfterMs: undefined },
    });
  });

  it.each([429, 503])("of status %i says when the message is sent again", async (statusCode) => {
    const world = await connected();
    world.server.errorOf = () => ({ statusCode, code: "rate_limited", message: "Wait", retryAfter: 7 });
    const sent = world.client.send("one", { body: "Hi" });
    await world.clock.advance(100);
    world.server.errorOf = () => undefined;
    await world.clock.advance(6800);
    expect(framesOf(world, "send")).toHaveLength(1);
    await world.clock.advance(200);
    expect(framesOf(world, "send")).toHaveLength(2);
    expect(await sent).toMatchObject({ seq: 2 });
  });

  it("that answers a sync says when the client asks again", async () => {
    const world = await connected();
    world.server.errorOf = (action) =>
      action === "sync"
        ? { statusCode: 429, code: "rate_limited", message: "Wait", retryAfter: 3 }
        : undefined;
    world.client.focus();
    await world.clock.advance(8500);
    expect(framesOf(world, "sync")).toHaveLength(1 + 3);
  });

  it.each([
    [400, "rejects", 1],
    [503, "is retried", 2],
  ])("with an unknown code and reason goes by its status: %i %s", async (statusCode, _outcome, attempts) => {
    const world = await connected();
    const fields = { statusCode, code: "of_the_future", reason: "unheard_of", message: "?", extra: [] };
    world.server.errorOf = (action) => (framesOf(world, action).length > 1 ? undefined : fields);
    const outcome = world.client.send("one", { body: "Hi" }).catch((error: unknown) => error);
    await world.clock.advance(60_000);
    expect(framesOf(world, "send")).toHaveLength(attempts);
    expect(await outcome).toMatchObject(
      attempts === 1 ? { code: "of_the_future", reason: "unheard_of" } : { seq: 2 },
    );
  });
});

describe("an error answer of REST", () => {
  it("keeps an unknown code and reason", async () => {
    const world = fakeWorld();
    const refusal = { statusCode: 409, code: "of_the_future", reason: "unheard_of" };
    world.server.refusal = refusal;
    await expect(world.client.chats.get("one")).rejects.toMatchObject(refusal);
  });
});
