import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponent, median, percentile } from "../../bench/statistics.ts";

describe("percentiles", () => {
  it("are values that occur, by nearest rank", () => {
    const values = [5, 1, 4, 2, 3];
    expect([0.2, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 3, 5, 5]);
    expect(median([4, 1, 3, 2])).toBe(2);
  });

  it("are NaN without values, not 0", () => {
    expect(median([])).toBeNaN();
  });

  it("do not change the values", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("the exponent of growth", () => {
  it("is the exponent of a power law, whatever its factor", () => {
    const factor = fc.double({ min: 0.01, max: 1000, noNaN: true });
    const power = fc.double({ min: -2, max: 3, noNaN: true });
    fc.assert(
      fc.property(factor, power, (a, k) => {
        const points = [10, 100, 1000, 10_000].map((size) => ({ size, cost: a * size ** k }));
        expect(exponent(points)).toBeCloseTo(k, 6);
      }),
    );
  });

  it("is a least-squares fit for other costs", () => {
    const points = [
      { size: 1, cost: 1 },
      { size: 10, cost: 10 },
      { size: 100, cost: 10 },
    ];
    expect(exponent(points)).toBeCloseTo(0.5, 10);
  });

  it("is NaN if it is undefined", () => {
    expect(exponent([{ size: 10, cost: 5 }])).toBeNaN();
    expect(
      exponent([
        { size: 10, cost: 0 },
        { size: 100, cost: 0 },
      ]),
    ).toBeNaN();
  });
});
