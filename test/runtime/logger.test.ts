import { Logger } from "@aws-lambda-powertools/logger";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { ChatError } from "../../functions/domain/errors.ts";
import { loggedError } from "../../functions/runtime/logged-error.ts";
import { createLog } from "../../functions/runtime/logger.ts";
import { Database } from "../../functions/store/database.ts";

const SECRET = "see you at noon";
const Item = marshall({
  PK: "LOC#l#CHAT#c",
  SK: "HEADER",
  subject: SECRET,
  lastMessage: { preview: SECRET },
});

let written: string[] = [];

beforeEach(() => {
  written = [];
  vi.stubEnv("POWERTOOLS_DEV", "true"); // to the console that is spied on
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => written.push(`${line}`));
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** The line that is written for an error, and its `cause`. */
function logged(error: Error) {
  createLog(new Logger()).error("request failed", { traceId: "t", cause: error });
  const [line = ""] = written.splice(0);
  const { cause }: { cause: ReturnType<typeof loggedError> } = JSON.parse(line);
  return { line, cause };
}

function parseError(): Error {
  try {
    z.strictObject({}).parse({ [SECRET]: 1 });
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it parses");
}

const refused = () =>
  new ConditionalCheckFailedException({ message: `refused: ${SECRET}`, $metadata: {}, Item });
const cancelled = () =>
  new TransactionCanceledException({
    message: SECRET,
    $metadata: {},
    CancellationReasons: [{ Code: "ValidationError", Message: SECRET, Item }],
  });

describe("an error in the log", () => {
  it.each<[string, () => Error, string]>([
    ["a failed condition with its item", refused, "ConditionalCheckFailedException"],
    ["a cancelled transaction with its items", cancelled, "TransactionCanceledException"],
    ["a parse error with unknown keys", parseError, "ZodError"],
    ["a message over several lines", () => new Error(`a\n${SECRET}\n    at b`), "Error"],
    ["a message like a frame", () => new Error(`a\n    at ${SECRET} (/x.ts:1:1)`), "Error"],
    ["a message of frames alone", () => new Error(`\n    at ${SECRET} (/x.ts:1:1)\n`), "Error"],
    ["properties of its own", () => Object.assign(new Error("a"), { body: { text: SECRET } }), "Error"],
    ["a name that is a sentence", () => Object.assign(new Error("a"), { name: SECRET }), "Error"],
    ["a code that is a sentence", () => Object.assign(new Error("a"), { code: SECRET }), "Error"],
    ["problems", () => new ChatError("invalid_request", SECRET, { problems: [SECRET] }), "ChatError"],
    ["a cause with data", () => new Error("a", { cause: refused() }), "Error"],
    ["causes of causes", () => new Error("a", { cause: new Error("b", { cause: parseError() }) }), "Error"],
    ["a cause that is no error", () => new Error("a", { cause: { text: SECRET } }), "Error"],
  ])("tells where and what, and no data: %s", (_what, make, name) => {
    const { line, cause } = logged(make());
    expect(line).not.toContain(SECRET);
    expect(Object.keys(cause).every((key) => ["name", "code", "stack", "cause"].includes(key))).toBe(true);
    expect(cause.name).toBe(name);
    expect(cause.stack).toMatch(/^at .*logger\.test\.ts:\d+:\d+\)?(\nat .*)*$/);
  });

  it("has the causes, up to five, with their codes", () => {
    const unreachable = Object.assign(new Error(SECRET), { code: "ECONNREFUSED" });
    const { cause } = logged(new ChatError("unavailable", "Busy", { cause: unreachable }));
    expect(cause).toMatchObject({ name: "ChatError", code: "unavailable", cause: { code: "ECONNREFUSED" } });
    const circle = new Error("a");
    circle.cause = circle;
    let depth = 0;
    for (let { cause: next } = logged(circle).cause; next !== undefined; next = next.cause) depth += 1;
    expect(depth).toBe(5);
  });

  it("has its frames and nothing of its message, whatever that is and became", () => {
    const texts = fc.array(fc.constantFrom("a", "\n", "    at ", "x (/y.ts:1:2)", ":", "(<anonymous>)", " "));
    fc.assert(
      fc.property(texts, fc.boolean(), (parts, isChanged) => {
        const error = new Error(parts.join(""));
        const frames = loggedError(new Error("plain")).stack.split("\n").slice(1);
        if (isChanged) error.message = "another";
        const stack = loggedError(error).stack.split("\n");
        if (!isChanged) expect(stack.slice(1)).toEqual(frames);
        expect(stack.slice(-frames.length)).toEqual(frames);
      }),
    );
  });

  it("of the table, as the store passes it on, tells no item", async () => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    vi.spyOn(client, "send").mockImplementation(async () => Promise.reject(cancelled()));
    const error = await new Database(client, "t").get({ PK: "a", SK: "b" }).catch((it: unknown) => it);
    if (!(error instanceof Error)) throw new Error("no error");
    expect(logged(error).line).not.toContain(SECRET);
  });
});

describe("other fields", () => {
  it("are written as they are, at their level", () => {
    const log = createLog(new Logger());
    log.info("a", { one: 1, ids: ["x"] });
    log.warn("b", { yes: true });
    log.audit("c", { actorId: "gus" });
    const lines = written.map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ level: "INFO", message: "a", one: 1, ids: ["x"] });
    expect(lines[1]).toMatchObject({ level: "WARN", message: "b", yes: true });
    expect(lines[2]).toMatchObject({ level: "WARN", message: "c", actorId: "gus", audit: true });
  });
});
