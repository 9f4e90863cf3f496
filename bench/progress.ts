/** Writes lines to standard error, with the seconds since the start; on a terminal each replaces the last one. */
export class Progress {
  readonly #startedAt = performance.now();
  readonly #terminal = process.stderr.isTTY;

  say(line: string): void {
    const seconds = Math.round((performance.now() - this.#startedAt) / 1000);
    const text = `${String(seconds).padStart(4)} s  ${line}`;
    process.stderr.write(this.#terminal ? `\r\u001B[2K${text}` : `${text}\n`);
  }

  /** Erases the line, so that other output can follow. */
  clear(): void {
    if (this.#terminal) process.stderr.write("\r\u001B[2K");
  }
}
