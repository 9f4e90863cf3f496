import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inBatches } from "../../functions/domain/batches.ts";

describe("inBatches", () => {
  it.each([
    ["no items", [], []],
    ["fewer items than a batch holds", [1, 2], [[1, 2]]],
    ["as many items as a batch holds", [1, 2, 3], [[1, 2, 3]]],
    ["one item more", [1, 2, 3, 4], [[1, 2, 3], [4]]],
    [
      "two full batches",
      [1, 2, 3, 4, 5, 6],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
  ])("splits %s", (_what, items, expected) => {
    expect(inBatches(items, 3)).toEqual(expected);
  });

  it("keeps each item once and in order, and fills every batch but the last", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { maxLength: 50 }),
        fc.integer({ min: 1, max: 12 }),
        (items, size) => {
          const batches = inBatches(items, size);
          expect(batches.flat()).toEqual(items);
          for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(size);
          const last = batches.at(-1)?.length ?? size;
          expect(last).toBeGreaterThan(0);
          expect(last).toBeLessThanOrEqual(size);
        },
      ),
    );
  });
});
