/** The share of the budget after which the leavers lose their access. */
const revocationShare = 1 / 3;

/** Counts operations, and ends after a time or a number of them. */
export class OperationBudget {
  readonly counts = new Map<string, number>();
  readonly #over = Promise.withResolvers<void>();
  readonly #revocationTime = Promise.withResolvers<void>();
  readonly #most: number;
  #total = 0;
  #isOver = false;

  constructor({ seconds, operations }: { readonly seconds: number; readonly operations?: number }) {
    this.#most = operations ?? Number.POSITIVE_INFINITY;
    setTimeout(() => this.#revocationTime.resolve(), seconds * 1000 * revocationShare).unref();
    setTimeout(() => this.#end(), seconds * 1000).unref();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Resolves when the leavers lose their access. */
  get revocationTime(): Promise<void> {
    return this.#revocationTime.promise;
  }

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    this.#total += 1;
    if (this.#total >= this.#most * revocationShare) this.#revocationTime.resolve();
    if (this.#total >= this.#most) this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#revocationTime.resolve();
    this.#over.resolve();
  }
}
