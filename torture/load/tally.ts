/** Counts the events of numbered messages in constant memory, so that all growth is the cloud's. */
export class Tally {
  readonly #sentAt: Float64Array;
  /** Milliseconds; 0 without an answer. */
  readonly #latency: Float64Array;
  readonly #came: Uint8Array;
  readonly #recipients: number;
  /** Answers of any kind. */
  answered = 0;

  constructor(messages: number, recipients: number) {
    this.#sentAt = new Float64Array(messages);
    this.#latency = new Float64Array(messages);
    this.#came = new Uint8Array(messages);
    this.#recipients = recipients;
  }

  sent(message: number): void {
    this.#sentAt[message] = performance.now();
  }

  acknowledged(message: number): void {
    this.#latency[message] = performance.now() - (this.#sentAt[message] ?? 0);
  }

  came(message: number): void {
    this.#came[message] = (this.#came[message] ?? 0) + 1;
  }

  /** Duplicates of one message do not make up for lost events of another. */
  result() {
    const acknowledged = [...this.#latency.keys()].filter((message) => this.#latency[message] !== 0);
    const came = acknowledged.map((message) => Math.min(this.#came[message] ?? 0, this.#recipients));
    const latencies = this.#latency.filter((it) => it !== 0).sort();
    return {
      acknowledged: acknowledged.length,
      due: acknowledged.length * this.#recipients,
      came: came.reduce((sum, count) => sum + count, 0),
      latency: { median: latencies[latencies.length >> 1] ?? 0, longest: latencies.at(-1) ?? 0 },
    };
  }
}
