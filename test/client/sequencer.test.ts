import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sequencer } from "../../client/sequencer.ts";

const entry = (seq: number) => ({ seq });
const upTo = (last: number) => Array.from({ length: last }, (_, index) => entry(index + 1));
const seqs = (entries: readonly { readonly seq: number }[]) => entries.map(({ seq }) => seq);

/** Pushes of a log with `last` entries: in any order, some repeated, some missing. */
const deliveries = fc.integer({ min: 1, max: 40 }).chain((last) =>
  fc.record({
    last: fc.constant(last),
    pushes: fc.array(fc.integer({ min: 1, max: last }), { maxLength: 80 }),
  }),
);

describe("a sequencer", () => {
  it("releases 1 to n in order and once, whatever pushes came, after a sync has brought the rest", () => {
    fc.assert(
      fc.property(deliveries, fc.integer({ min: 1, max: 7 }), ({ last, pushes }, pageSize) => {
        const sequencer = new Sequencer(0);
        const released = pushes.flatMap((seq) => sequencer.accept([entry(seq)]));
        expect(seqs(released)).toEqual(seqs(upTo(released.length)));
        released.push(...sequencer.learn({ lastSeq: last, firstVisibleSeq: 1 }));
        while (sequencer.isBehind) {
          const { position } = sequencer;
          released.push(...sequencer.accept(upTo(last).slice(position, position + pageSize)));
        }
        expect(seqs(released)).toEqual(seqs(upTo(last)));
        expect(upTo(last).flatMap((again) => sequencer.accept([again]))).toEqual([]);
      }),
    );
  });

  it("holds entries after a gap, and is behind until the gap is closed", () => {
    const sequencer = new Sequencer(3);
    expect(sequencer.accept([entry(5), entry(6)])).toEqual([]);
    expect(sequencer.isBehind).toBe(true);
    expect(seqs(sequencer.accept([entry(4)]))).toEqual([4, 5, 6]);
    expect(sequencer.isBehind).toBe(false);
  });

  it("is behind if the log has entries that were never pushed", () => {
    const sequencer = new Sequencer(2);
    expect(sequencer.learn({ lastSeq: 4, firstVisibleSeq: 1 })).toEqual([]);
    expect(sequencer.isBehind).toBe(true);
  });

  it("skips entries before the first visible one", () => {
    const sequencer = new Sequencer(0);
    expect(sequencer.accept([entry(8)])).toEqual([]);
    expect(seqs(sequencer.learn({ lastSeq: 8, firstVisibleSeq: 8 }))).toEqual([8]);
    expect(sequencer.position).toBe(8);
  });
});
