/** Lets pollers sleep until there is something to do, or until they are to stop. */
export class WakeUp {
  #stopped = false;
  /** A write that nobody was waiting for, lest it be slept through. */
  #written = false;
  readonly #sleepers = new Set<{ readonly wake: () => void; readonly until: "write" | "stop" }>();

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Somebody wrote. */
  wake(): void {
    this.#written = true;
    this.#rouse((until) => until === "write");
  }

  stop(): void {
    this.#stopped = true;
    this.#rouse(() => true);
  }

  /** Resolves after so many milliseconds, on a write unless only a stop counts, or on a stop. */
  after(milliseconds: number, until: "write" | "stop" = "write"): Promise<void> {
    if (this.#stopped || (until === "write" && this.#written)) {
      this.#written = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const sleeper = { wake: () => finish(), until };
      const timer = setTimeout(() => finish(), milliseconds);
      const finish = () => {
        clearTimeout(timer);
        this.#sleepers.delete(sleeper);
        if (until === "write") this.#written = false;
        resolve();
      };
      this.#sleepers.add(sleeper);
    });
  }

  #rouse(which: (until: "write" | "stop") => boolean): void {
    for (const { wake, until } of [...this.#sleepers]) if (which(until)) wake();
  }
}
