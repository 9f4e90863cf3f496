/** For an acknowledgement, in milliseconds. */
const PATIENCE_MS = 30_000;

/** What was sent and not acknowledged yet. */
export class Acknowledgements {
  readonly #waiting = new Map<string, (answer: unknown) => void>();

  /** Resolves when `id` is acknowledged, with what came. @throws Error where that takes too long */
  of(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no acknowledgement within ${PATIENCE_MS / 1000} s`));
      }, PATIENCE_MS);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  came(id: string, answer?: unknown): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}
