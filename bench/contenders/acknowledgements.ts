/** For an acknowledgement, in milliseconds. */
const PATIENCE_MS = 30_000;

/** What was sent and not acknowledged yet. */
export class Acknowledgements {
  readonly #waiting = new Map<
    string,
    { readonly resolve: (answer: unknown) => void; readonly reject: (why: Error) => void }
  >();

  /** Resolves when `id` is acknowledged, with what came. @throws Error where that takes too long */
  of(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no acknowledgement within ${PATIENCE_MS / 1000} s`));
      }, PATIENCE_MS);
      this.#waiting.set(id, {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (why) => {
          clearTimeout(timer);
          reject(why);
        },
      });
    });
  }

  came(id: string, answer?: unknown): void {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }

  refused(id: string, why: string): void {
    this.#waiting.get(id)?.reject(new Error(why));
    this.#waiting.delete(id);
  }
}
