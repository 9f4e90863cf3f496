import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PreciseTimestamp } from "../../functions/domain/timestamp.ts";

const nanoseconds = fc.bigInt({ min: 0n, max: BigInt(Date.UTC(9999, 11, 31)) * 1_000_000n });
/** The same moment, with trailing zeros or without. */
const written = (moment: bigint, zeros: number) => {
  const seconds = new Date(Number(moment / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const digits = String(moment % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const decimals = digits.padEnd(Math.min(9, digits.length + zeros), "0");
  return decimals === "" ? `${seconds}Z` : `${seconds}.${decimals}Z`;
};
const ofOther = (moment: bigint) =>
  fc.oneof(
    nanoseconds,
    fc.bigInt({ min: -2_000_000n, max: 2_000_000n }).map((step) => (moment + step < 0n ? 0n : moment + step)),
  );

describe("a precise time", () => {
  it.each([
    ["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.000Z"],
    ["2026-01-31T09:30:00.1Z", "2026-01-31T09:30:00.100Z"],
    ["2026-01-31T09:30:00.123100Z", "2026-01-31T09:30:00.123Z1"],
    ["2026-01-31T09:30:00.123900Z", "2026-01-31T09:30:00.123Z9"],
    ["2026-01-31T09:30:00.999999999Z", "2026-01-31T09:30:00.999Z999999"],
    ["0000-01-01T00:00:00.0001Z", "0000-01-01T00:00:00.000Z1"],
  ])("keeps its digits: %s", (sent, kept) => {
    expect(PreciseTimestamp.parse(sent)).toBe(kept);
  });

  it("compares as its moment does, however it is written, and with times of milliseconds", () => {
    const pairs = nanoseconds.chain((one) => fc.tuple(fc.constant(one), ofOther(one)));
    fc.assert(
      fc.property(pairs, fc.nat(9), fc.nat(9), ([one, other], zeros, moreZeros) => {
        const first = PreciseTimestamp.parse(written(one, zeros));
        const second = PreciseTimestamp.parse(written(other, moreZeros));
        expect(first < second).toBe(one < other);
        expect(first === second).toBe(one === other);
        const milliseconds = new Date(Number(other / 1_000_000n)).toISOString();
        expect(first < milliseconds).toBe(one < (other / 1_000_000n) * 1_000_000n);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "2026-01-31T09:30:00.1234567890Z",
    "2026-01-31T09:30:00.123456789012345Z",
    "2026-01-31T09:30:00.123+01:00",
    "2026-01-31T09:30:00.123",
    "2026-01-31",
    "2026-02-30T09:30:00.123Z",
    "+012026-01-31T09:30:00.123Z",
    "yesterday",
  ])("is none: %s", (sent) => {
    expect(PreciseTimestamp.safeParse(sent).success).toBe(false);
  });
});
