/** The longest wait for an acknowledgement, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Matches answers with the requests that wait for them, by id. */
export class Acknowledgements {
  readonly #waiting = new Map<
    string,
    { readonly resolve: (answer: unknown) => void; readonly reject: (reason: Error) => void }
  >();

  /** Waits until `id` is acknowledged, and returns the answer. @throws Error on a refusal or a timeout */
  waitFor(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no acknowledgement within ${TIMEOUT_MS / 1000} s`));
      }, TIMEOUT_MS);
      this.#waiting.set(id, {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (reason) => {
          clearTimeout(timer);
          reject(reason);
        },
      });
    });
  }

  resolve(id: string, answer?: unknown): void {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }

  reject(id: string, reason: string): void {
    this.#waiting.get(id)?.reject(new Error(reason));
    this.#waiting.delete(id);
  }
}
