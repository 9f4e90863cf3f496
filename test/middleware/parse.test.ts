import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ChatError } from "../../functions/domain/errors.ts";
import { failureOf } from "../../functions/middleware/error-table.ts";
import { parse } from "../../functions/middleware/parse.ts";

/** The lines of the 422 that a value gets. */
function problemsWith(schema: z.ZodType, value: unknown): readonly string[] {
  try {
    parse(schema, value);
  } catch (error) {
    const { statusCode, message } = failureOf(error);
    if (statusCode === 422 && typeof message !== "string") return message;
  }
  throw new Error("no 422");
}

describe("a problem that a schema has no words for", () => {
  it.each<[string, z.ZodType, unknown]>([
    ["is required", z.string(), undefined],
    ["must be a string", z.string(), 7],
    ["must be a number", z.number(), "7"],
    ["must be a number", z.number(), Number.POSITIVE_INFINITY],
    ["must be a whole number", z.number().int(), 1.5],
    ["must be at most 9007199254740991", z.number().int(), 2 ** 60],
    ["must be at least 0", z.number().min(0), -1],
    ["must be more than 0", z.number().positive(), 0],
    ["must be less than 3", z.number().lt(3), 3],
    ["must be a multiple of 2", z.number().multipleOf(2), 3],
    ["must be true or false", z.boolean(), "true"],
    ["must be a list", z.array(z.string()), {}],
    ["must be an object", z.object({}), []],
    ["must be an object", z.record(z.string(), z.number()), null],
    ["must be null", z.null(), 0],
    ["must be of another type", z.bigint(), 0],
    ['must be "a" or "b"', z.enum(["a", "b"]), "c"],
    ['must be "a"', z.literal("a"), "b"],
    ["must have at least 2 characters", z.string().min(2), "a"],
    ["must have at most 1 characters", z.string().max(1), "ab"],
    ["must have at most 1 items", z.array(z.number()).max(1), [1, 2]],
    ["has the wrong form", z.string().regex(/a/), "b"],
    ["has a key of the wrong form", z.record(z.string().regex(/a/), z.number()), { b: 1 }],
    ["is not valid", z.union([z.string(), z.number()]), true],
    ["is not valid", z.string().refine(() => false), "a"],
  ])("%s", (problem, field, value) => {
    expect(problemsWith(z.object({ field }), { field: value })).toEqual([
      expect.stringMatching(/^field(\.b)?: /),
    ]);
    expect(problemsWith(z.object({ field }), { field: value })[0]).toMatch(new RegExp(`: ${problem}$`));
  });

  it("keeps the words of the schema where it has some", () => {
    expect(problemsWith(z.string().min(1, "must not be empty"), "")).toEqual(["body: must not be empty"]);
  });
});

describe("a 422", () => {
  const strict = z.strictObject({ known: z.number().optional() });

  it("names the first 20 problems", () => {
    const fields = Array.from({ length: 5000 }, (_, index) => `field${index}`);
    const problems = problemsWith(strict, Object.fromEntries(fields.map((name) => [name, 1])));
    expect(problems).toEqual(fields.slice(0, 20).map((name) => `${name}: is not a known field`));
  });

  it("names at most 20 problems that a rule finds, too", () => {
    const problems = Array.from({ length: 99 }, (_, index) => `u${index}: is not a user of this location`);
    const { message } = failureOf(new ChatError("not_a_location_user", "No", { problems }));
    expect(message).toEqual(problems.slice(0, 20));
  });

  it("cuts a long name of a field, and keeps what is wrong with it", () => {
    expect(problemsWith(strict, { ["x".repeat(27_000)]: 1 })).toEqual([
      `${"x".repeat(99)}…: is not a known field`,
    ]);
  });

  it("cuts a line after 200 characters", () => {
    const schema = z.string().refine(() => false, "😀".repeat(300));
    expect(problemsWith(schema, "")).toEqual([`body: ${"😀".repeat(193)}…`]);
  });

  it("shows no line breaks, control characters, direction marks or lone surrogates of a client", () => {
    expect(problemsWith(strict, { "a\nb\u0000c\u202Ed\u2028e\ud800f": 1 })).toEqual([
      "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf: is not a known field",
    ]);
  });

  it("is bounded and printable for every value", () => {
    const nested = z.strictObject({
      a: z.array(z.strictObject({ b: z.number() })),
      c: z.record(z.string(), z.boolean()),
    });
    const name = fc.oneof(
      fc.constantFrom("a", "b", "c", "__proto__"),
      fc.string({ unit: "binary", maxLength: 400 }),
    );
    const value = fc.jsonValue().chain((leaf) => fc.dictionary(name, fc.constant(leaf), { maxKeys: 40 }));
    fc.assert(
      fc.property(fc.record({ a: fc.array(value, { maxLength: 30 }), c: value, d: value }), (invalid) => {
        const problems = problemsWith(nested, invalid);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.length).toBeLessThanOrEqual(20);
        for (const line of problems) {
          expect([...line].length).toBeLessThanOrEqual(200);
          expect(line).toMatch(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u);
        }
      }),
    );
  });
});
