import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RedriveOptions, redrive } from "../../bin/redrive/redrive.ts";

const event = (...numbers: number[]) => ({
  Records: numbers.map((number) => ({ dynamodb: { SequenceNumber: String(number) } })),
});
const batch = (payload: unknown) =>
  JSON.stringify({
    version: "1.0",
    timestamp: "2026-01-02T03:04:05.678Z",
    requestContext: { condition: "RetryAttemptsExhausted" },
    payload,
  });
const done = '{"batchItemFailures":[]}';

/** Redrives from a bucket of these objects; `answer` is the function. */
async function run(
  objects: Readonly<Record<string, string>>,
  answer: (event: unknown) => string,
  options: Partial<RedriveOptions> = {},
) {
  const bucket = new Map(Object.entries(objects));
  const invoked: unknown[] = [];
  const lines: string[] = [];
  const staying = await redrive(
    {
      keys: async () => [...bucket.keys()],
      read: async (key) => {
        const text = bucket.get(key);
        if (text === undefined) throw new Error("The specified key does not exist.");
        return text;
      },
      remove: async (key) => void bucket.delete(key),
      invoke: async (given) => {
        invoked.push(given);
        return answer(given);
      },
      say: (line) => lines.push(line),
    },
    { keys: [], dryRun: false, ...options },
  );
  return { staying, invoked, lines, left: [...bucket.keys()] };
}

describe("redrive", () => {
  it("invokes with what the function was given, in order, and deletes what went through", async () => {
    const objects = { a: batch(JSON.stringify(event(1, 2))), b: batch(event(3)) };
    const { staying, invoked, lines, left } = await run(objects, () => done);
    expect(invoked).toEqual([event(1, 2), event(3)]);
    expect(left).toEqual([]);
    expect(staying).toBe(0);
    expect(lines[0]).toMatch(/^1\/2 a: 2 records, RetryAttemptsExhausted .* went through/);
    expect(lines.at(-1)).toBe("2 of 2 failed batches went through");
  });

  it.each<[string, () => string]>([
    ["reports a failed record", () => '{"batchItemFailures":[{"itemIdentifier":"1"}]}'],
    ["answers no report", () => '"fine"'],
    [
      "fails",
      () => {
        throw new Error("Unhandled");
      },
    ],
  ])("keeps what the function %s for, and goes on", async (_, failing) => {
    const objects = { a: batch(event(1)), b: batch(event(2)) };
    const { staying, left } = await run(objects, (given) =>
      JSON.stringify(given) === JSON.stringify(event(1)) ? failing() : done,
    );
    expect({ staying, left }).toEqual({ staying: 1, left: ["a"] });
  });

  it("keeps what is no failed batch, and does not invoke with it", async () => {
    const objects = { a: "{}", b: "no JSON", c: batch(undefined), d: batch({ Records: [] }) };
    const { staying, invoked, left } = await run(objects, () => done);
    expect({ staying, invoked, left }).toEqual({ staying: 4, invoked: [], left: ["a", "b", "c", "d"] });
  });

  it("takes only the keys named, and says when one is not there", async () => {
    const objects = { a: batch(event(1)), b: batch(event(2)) };
    const { staying, left, lines } = await run(objects, () => done, { keys: ["b", "c"] });
    expect({ staying, left }).toEqual({ staying: 1, left: ["a"] });
    expect(lines[1]).toContain("does not exist");
  });

  it("on a dry run changes nothing", async () => {
    const { staying, invoked, left, lines } = await run({ a: batch(event(1)) }, () => done, { dryRun: true });
    expect({ staying, invoked, left }).toEqual({ staying: 0, invoked: [], left: ["a"] });
    expect(lines).toEqual([
      "1/1 a: 1 records, RetryAttemptsExhausted at 2026-01-02T03:04:05.678Z",
      "1 failed batches",
    ]);
  });
});

describe("the command", () => {
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, "../../bin/redrive.ts"), ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });

  it("explains itself", () => {
    const { status, stdout } = command("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--dry-run");
  });

  it("without a stage ends with one clear line", () => {
    const { status, stderr } = command();
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining("--stage is missing")]);
  });
});
