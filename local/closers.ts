/** What must be ended when the cloud stops, or when its start fails half way: last begun, first ended. */
export class Closers {
  readonly #stack: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#stack.push(close);
  }

  /** Ends everything, even when some of it fails; the first failure is thrown at the end. */
  async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#stack.pop(); close; close = this.#stack.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
