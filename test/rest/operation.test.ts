import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  chatOperation,
  createdOrReplayed,
  locationOperation,
  operation,
  pathId,
  userOperation,
} from "../../functions/rest/operation.ts";
import { location, profile } from "../support/profiles.ts";

const caller = { userId: "ana", actor: null, profile: profile("ana") };
const params = { locationId: "loc", chatId: "c1" };
const headers = { "idempotency-key": "k" };
const admitted = { params, headers, query: { colour: "red" }, body: { size: 1 } };

let seen: unknown;

/** A handler that keeps the request it gets. */
const handle = async (_ports: unknown, request: object) => {
  seen = request;
  return { status: 200 } as const;
};

beforeEach(() => {
  seen = undefined;
});

describe("an operation without schemas", () => {
  it("ignores query and body, whatever they hold", async () => {
    const { run } = operation({ handle });
    expect(await run({}, admitted)).toEqual({ status: 200 });
    expect(seen).toEqual({ params, headers, query: undefined, body: undefined });
    await run({}, { ...admitted, query: "not an object", body: undefined });
    expect(seen).toEqual({ params, headers, query: undefined, body: undefined });
  });

  it("prefetches no items", () => {
    expect(operation({ handle }).prefetch).toEqual([]);
  });
});

describe("an operation with schemas", () => {
  const query = z.object({ colour: z.string().transform((colour) => colour.toUpperCase()) });
  const body = z.strictObject({ size: z.number() });

  it("hands over query and body as they are parsed", async () => {
    await operation({ query, body, handle }).run({}, admitted);
    expect(seen).toEqual({ params, headers, query: { colour: "RED" }, body: { size: 1 } });
  });

  it("hands over a query alone", async () => {
    await operation({ query, handle }).run({}, admitted);
    expect(seen).toEqual({ params, headers, query: { colour: "RED" }, body: undefined });
  });

  it.each([
    ["query", { query: {} }, "colour: "],
    ["body", { body: { size: 1, shape: "round" } }, "shape: is not a known field"],
  ])("refuses a %s that breaks its schema, and runs nothing", async (_what, changes, problem) => {
    const running = operation({ query, body, handle }).run({}, { ...admitted, ...changes });
    await expect(running).rejects.toMatchObject({
      code: "invalid_request",
      problems: [expect.stringContaining(problem)],
    });
    expect(seen).toBeUndefined();
  });
});

describe("a userOperation", () => {
  it("hands over the caller", async () => {
    await userOperation({ handle }).run({}, { ...admitted, caller });
    expect(seen).toMatchObject({ caller });
  });

  it("refuses a request without a caller", async () => {
    await expect(userOperation({ handle }).run({}, admitted)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(seen).toBeUndefined();
  });
});

describe("a locationOperation", () => {
  it("hands over caller and location", async () => {
    await locationOperation({ handle }).run({}, { ...admitted, caller, location: location("loc") });
    expect(seen).toMatchObject({ caller, location: location("loc") });
  });

  it("refuses a request without a location", async () => {
    const running = locationOperation({ handle }).run({}, { ...admitted, caller });
    await expect(running).rejects.toMatchObject({ code: "not_in_location" });
    expect(seen).toBeUndefined();
  });
});

describe("a chatOperation", () => {
  it("hands over the chat in the path and the caller's id", async () => {
    await chatOperation({ handle }).run({}, { ...admitted, caller, location: location("loc") });
    expect(seen).toEqual({
      location: location("loc"),
      chat: { locationId: "loc", chatId: "c1" },
      userId: "ana",
      params,
      headers,
      query: undefined,
      body: undefined,
    });
  });

  it("hands over a chat id that names nothing where the path has none", async () => {
    await chatOperation({ handle }).run(
      {},
      { ...admitted, params: { locationId: "loc" }, caller, location: location("loc") },
    );
    expect(seen).toMatchObject({ chat: { locationId: "loc", chatId: "" } });
  });

  it("refuses a request without a caller", async () => {
    await expect(chatOperation({ handle }).run({}, admitted)).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(seen).toBeUndefined();
  });

  it("keeps the items to prefetch", () => {
    expect(chatOperation({ prefetch: ["head"], handle }).prefetch).toEqual(["head"]);
  });
});

describe("createdOrReplayed", () => {
  it("answers 201 for a new result, and 200 with a header for an earlier one", () => {
    expect(createdOrReplayed({ id: "c" }, false)).toEqual({ status: 201, body: { id: "c" } });
    expect(createdOrReplayed({ id: "c" }, true)).toEqual({
      status: 200,
      body: { id: "c" },
      headers: { "Idempotent-Replayed": "true" },
    });
  });
});

describe("pathId", () => {
  it("returns an id in the path, or the empty id where there is none", () => {
    expect([pathId(params, "chatId"), pathId(params, "userId")]).toEqual(["c1", ""]);
  });
});
