/** Anything with a place in a log. */
interface Sequenced {
  readonly seq: number;
}

/** How far a log is known to go, and where it begins for us. */
export interface LogBounds {
  readonly lastSeq: number;
  readonly firstVisibleSeq: number;
}

/**
 * Puts the entries of one chat in order: whatever comes, however often and in whatever order, each goes
 * out once, and none before the one that precedes it. What comes after a gap is held until the gap is
 * closed. Pure: it asks for nothing, it only tells that something is missing.
 */
export class Sequencer<Entry extends Sequenced> {
  #position: number;
  #lastKnown: number;
  readonly #held = new Map<number, Entry>();

  /** @param afterSeq where to begin: 0 for the whole log */
  constructor(afterSeq: number) {
    this.#position = afterSeq;
    this.#lastKnown = afterSeq;
  }

  /** The last `seq` that went out. */
  get position(): number {
    return this.#position;
  }

  /** Is something missing that is known to exist? */
  get isBehind(): boolean {
    return this.#lastKnown > this.#position;
  }

  /** Takes entries, and gives out what is next in order. */
  accept(entries: readonly Entry[]): Entry[] {
    for (const entry of entries) {
      this.#lastKnown = Math.max(this.#lastKnown, entry.seq);
      if (entry.seq > this.#position) this.#held.set(entry.seq, entry);
    }
    return this.#release();
  }

  /** Learns what there is; entries before the first visible one will never come, so nothing waits for them. */
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
