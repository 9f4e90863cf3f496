/** An item with a position in a log. */
interface Sequenced {
  readonly seq: number;
}

/** The last entry of a log, and the first one that the user may see. */
export interface LogBounds {
  readonly lastSeq: number;
  readonly firstVisibleSeq: number;
}

/**
 * Puts the entries of one chat in order. Entries may arrive repeatedly and in any order; each is released
 * once, in the order of `seq`. Entries after a gap are held until it is closed. Makes no requests: `isBehind`
 * says whether entries are missing.
 */
export class Sequencer<Entry extends Sequenced> {
  #position: number;
  #lastKnown: number;
  readonly #held = new Map<number, Entry>();

  /** @param afterSeq the first entry to release follows it; 0 for the whole log */
  constructor(afterSeq: number) {
    this.#position = afterSeq;
    this.#lastKnown = afterSeq;
  }

  /** `seq` of the last released entry. */
  get position(): number {
    return this.#position;
  }

  /** Whether entries that are known to exist are missing. */
  get isBehind(): boolean {
    return this.#lastKnown > this.#position;
  }

  /** Takes entries. @returns those that are next in order */
  accept(entries: readonly Entry[]): Entry[] {
    for (const entry of entries) {
      this.#lastKnown = Math.max(this.#lastKnown, entry.seq);
      if (entry.seq > this.#position) this.#held.set(entry.seq, entry);
    }
    return this.#release();
  }

  /** Learns the bounds of the log. Entries before the first visible one never arrive, so they are skipped. */
  learn({ lastSeq, firstVisibleSeq }: LogBounds): Entry[] {
    this.#lastKnown = Math.max(this.#lastKnown, lastSeq);
    while (this.#position < firstVisibleSeq - 1) {
      this.#position += 1;
      this.#held.delete(this.#position);
    }
    this.#lastKnown = Math.max(this.#lastKnown, this.#position);
    return this.#release();
  }

  #release(): Entry[] {
    const ready: Entry[] = [];
    for (;;) {
      const next = this.#held.get(this.#position + 1);
      if (next === undefined) return ready;
      this.#held.delete(next.seq);
      this.#position = next.seq;
      ready.push(next);
    }
  }
}
