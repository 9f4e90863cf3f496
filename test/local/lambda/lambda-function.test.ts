import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FunctionSettings, LambdaFunction } from "../../../local/lambda/lambda-function.ts";

const code = `
let count = 0;
export async function handler(event, context) {
  switch (event.do) {
    case "count": return { count: ++count, thread: globalThis.mark ??= Math.random() };
    case "env": return process.env;
    case "context": return { ...context, remaining: context.getRemainingTimeInMillis() };
    case "echo": return event;
    case "nothing": return undefined;
    case "hang": return new Promise(() => setInterval(() => {}, 1000));
    case "spin": for (;;);
    case "throw": throw new TypeError("bad input");
    case "reject later": setImmediate(() => { throw new Error("late"); }); return new Promise(() => {});
    case "exit": process.exit(1);
    case "large": return "x".repeat(7 * 1024 * 1024);
    case "wait": return new Promise((resolve) => setTimeout(resolve, event.milliseconds, "waited"));
  }
}`;

describe("a function's sandboxes", () => {
  let dir = "";
  let started: LambdaFunction[] = [];
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "lambda-"));
    writeFileSync(join(dir, "index.mjs"), code);
    writeFileSync(join(dir, "broken.mjs"), "throw new Error('no TABLE_NAME');");
  });
  afterEach(async () => {
    await Promise.all(started.map((target) => target.kill()));
    started = [];
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  function create(settings: Partial<FunctionSettings> = {}): LambdaFunction {
    const target = new LambdaFunction({
      name: "test",
      arn: "arn:test",
      exportName: "handler",
      moduleUrl: pathToFileURL(join(dir, "index.mjs")).href,
      environment: { TABLE_NAME: "chats" },
      memoryMegabytes: 128,
      timeoutMs: 5000,
      reservedConcurrency: undefined,
      maxSandboxes: 2,
      context: { functionName: "test" },
      output: () => undefined,
      onFailure: () => undefined,
      ...settings,
    });
    started.push(target);
    return target;
  }

  async function answer(target: LambdaFunction, event: object): Promise<unknown> {
    const result = await target.invoke(event);
    return result.kind === "result" ? JSON.parse(result.payload) : result;
  }

  it("keep their module's state between invocations until they are killed", async () => {
    const target = create();
    expect(await answer(target, { do: "count" })).toMatchObject({ count: 1 });
    expect(await answer(target, { do: "count" })).toMatchObject({ count: 2 });
    await target.kill();
    expect(await answer(target, { do: "count" })).toMatchObject({ count: 1 });
    expect(target.sandboxes).toBe(1);
  });

  it("see only their own environment", async () => {
    expect(await answer(create(), { do: "env" })).toEqual({ TABLE_NAME: "chats" });
  });

  it("run one invocation each; further invocations wait while all sandboxes are busy", async () => {
    const target = create();
    const wait = { do: "wait", milliseconds: 30 };
    expect(await Promise.all([1, 2, 3, 4].map(() => answer(target, wait)))).toEqual(Array(4).fill("waited"));
    expect(target.sandboxes).toBe(2);
  });

  it("pass JSON in both directions, and null for undefined", async () => {
    const target = create();
    expect(await answer(target, { do: "echo", at: new Date(0), gone: undefined })).toEqual({
      do: "echo",
      at: "1970-01-01T00:00:00.000Z",
    });
    expect(await answer(target, { do: "nothing" })).toBeNull();
  });

  it("pass Lambda's context to the handler", async () => {
    expect(await answer(create(), { do: "context" })).toEqual({
      functionName: "test",
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      callbackWaitsForEmptyEventLoop: true,
      remaining: expect.toSatisfy((left: number) => left > 0 && left <= 5000),
    });
  });

  it.each(["hang", "spin"])(
    "end at the timeout even if the handler does not return (%s), and the next invocation is a cold start",
    async (what) => {
      const target = create({ timeoutMs: 150 });
      expect(await answer(target, { do: what })).toMatchObject({
        error: {
          errorType: "Sandbox.Timedout",
          errorMessage: expect.stringMatching(/Task timed out after 0.15 seconds/),
        },
      });
      expect(await answer(target, { do: "count" })).toMatchObject({ count: 1 });
    },
  );

  it("report an error that the handler throws and stay alive", async () => {
    const target = create();
    await target.invoke({ do: "count" });
    expect(await target.invoke({ do: "throw" })).toMatchObject({
      kind: "failure",
      error: { errorType: "TypeError", errorMessage: "bad input", trace: expect.any(Array) },
    });
    expect(await answer(target, { do: "count" })).toMatchObject({ count: 2 });
  });

  it.each(["reject later", "exit"])(
    "fail the invocation when they crash (%s) and are replaced",
    async (what) => {
      const target = create();
      expect(await target.invoke({ do: what })).toMatchObject({
        kind: "failure",
        error: { errorType: "Runtime.ExitError" },
      });
      expect(await answer(target, { do: "count" })).toMatchObject({ count: 1 });
    },
  );

  it("fail each invocation with the module's error if it does not load", async () => {
    const target = create({ moduleUrl: pathToFileURL(join(dir, "broken.mjs")).href });
    const failed = { kind: "failure", error: { errorMessage: "no TABLE_NAME" } };
    expect(await target.invoke({})).toMatchObject(failed);
    expect(await target.invoke({})).toMatchObject(failed);
  });

  it("refuse invocations beyond the reserved concurrency", async () => {
    const target = create({ reservedConcurrency: 1 });
    const first = target.invoke({ do: "wait", milliseconds: 30 });
    expect(await target.invoke({ do: "count" })).toMatchObject({ kind: "refused", status: 429 });
    expect(await first).toMatchObject({ kind: "result" });
    expect(await target.invoke({ do: "count" })).toMatchObject({ kind: "result" });
  });

  it("refuse requests and responses over 6 MB", async () => {
    const target = create();
    expect(await target.invoke({ text: "x".repeat(7 * 1024 * 1024) })).toMatchObject({
      kind: "refused",
      status: 413,
    });
    expect(await target.invoke({ do: "large" })).toMatchObject({
      error: { errorType: "Function.ResponseSizeTooLarge" },
    });
  });
});
