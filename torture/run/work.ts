/** When those who leave do so, as a part of the whole. */
const departure = 1 / 3;

/** How much is done, and when it is enough. */
export class Work {
  readonly counts = new Map<string, number>();
  readonly #over = Promise.withResolvers<void>();
  readonly #departures = Promise.withResolvers<void>();
  readonly #most: number;
  #total = 0;
  #isOver = false;

  constructor({ seconds, operations }: { readonly seconds: number; readonly operations?: number }) {
    this.#most = operations ?? Number.POSITIVE_INFINITY;
    setTimeout(() => this.#departures.resolve(), seconds * 1000 * departure).unref();
    setTimeout(() => this.#end(), seconds * 1000).unref();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Time to go for those who leave. */
  get departures(): Promise<void> {
    return this.#departures.promise;
  }

  done(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    this.#total += 1;
    if (this.#total >= this.#most * departure) this.#departures.resolve();
    if (this.#total >= this.#most) this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#departures.resolve();
    this.#over.resolve();
  }
}
