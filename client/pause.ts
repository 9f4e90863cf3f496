import { anyOf, type Clock, sleep } from "./clock.ts";

/** Waiting that can be cut short for everybody who waits. */
export class Pause {
  readonly #clock: Clock;
  #over = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after a while, when it is cut short, or when the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(this.#clock, ms, anyOf(signal, this.#over.signal)).catch(() => undefined);
  }

  cutShort(): void {
    this.#over.abort();
    this.#over = new AbortController();
  }
}
