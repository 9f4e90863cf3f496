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

/** Redrives a bucket with these objects. `answer` is the function. */
async function run(
  objects: Readonly<Record<string, string>>,
  answer: (event: unknown) => string,
  options: Partial<RedriveOptions> = {},
) {
  const bucket = new Map(Object.entries(objects));
  const invoked: unknown[] = [];
  const lines: string[] = [];
  const kept = await redrive(
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
      log: (line) => lines.push(line),
    },
    { keys: [], dryRun: false, ...options },
  );
  return { kept, invoked, lines, left: [...bucket.keys()] };
}

describe("redrive", () => {
  it("invokes the function with the original events in order and deletes the batches that succeed", async () => {
    const objects = { a: batch(JSON.stringify(event(1, 2))), b: batch(event(3)) };
    const { kept, invoked, lines, left } = await run(objects, () => done);
    expect(invoked).toEqual([event(1, 2), event(3)]);
    expect(left).toEqual([]);
    expect(kept).toBe(0);
    expect(lines[0]).toMatch(/^1\/2 a: 2 records, RetryAttemptsExhausted .* went through/);
    expect(lines.at(-1)).toBe("2 of 2 failed batches went through");
  });

  it.each<[string, () => string]>([
    ["reports a failed record", () => '{"batchItemFailures":[{"itemIdentifier":"1"}]}'],
    ["returns no report", () => '"fine"'],
    [
      "fails",
      () => {
        throw new Error("Unhandled");
      },
    ],
  ])("keeps a batch for which the function %s, and continues", async (_, failing) => {
    const objects = { a: batch(event(1)), b: batch(event(2)) };
    const { kept, left } = await run(objects, (given) =>
      JSON.stringify(given) === JSON.stringify(event(1)) ? failing() : done,
    );
    expect({ kept, left }).toEqual({ kept: 1, left: ["a"] });
  });

  it("keeps an object that is not a failed batch and does not invoke the function with it", async () => {
    const objects = { a: "{}", b: "no JSON", c: batch(undefined), d: batch({ Records: [] }) };
    const { kept, invoked, left } = await run(objects, () => done);
    expect({ kept, invoked, left }).toEqual({ kept: 4, invoked: [], left: ["a", "b", "c", "d"] });
  });

  it("redrives only the given keys and reports a missing one", async () => {
    const objects = { a: batch(event(1)), b: batch(event(2)) };
    const { kept, left, lines } = await run(objects, () => done, { keys: ["b", "c"] });
    expect({ kept, left }).toEqual({ kept: 1, left: ["a"] });
    expect(lines[1]).toContain("does not exist");
  });

  it("changes nothing in a dry run", async () => {
    const { kept, invoked, left, lines } = await run({ a: batch(event(1)) }, () => done, { dryRun: true });
    expect({ kept, invoked, left }).toEqual({ kept: 0, invoked: [], left: ["a"] });
    expect(lines).toEqual([
      "1/1 a: 1 records, RetryAttemptsExhausted at 2026-01-02T03:04:05.678Z",
      "1 failed batches",
    ]);
  });
});

describe("the redrive command", () => {
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, "../../bin/redrive.ts"), ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });

  it("prints its options with --help", () => {
    const { status, stdout } = command("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--dry-run");
  });

  it("ends with one line that explains a missing stage", () => {
    const { status, stderr } = command();
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringContaining("--stage is missing")]);
  });
});
