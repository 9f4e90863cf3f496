import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** All functions' output in one file, each line after the name of its function. */
export interface LogFile {
  write(name: string, text: string): void;
  follow(name: string): (stream: Readable) => void;
  close(): Promise<void>;
}

export function openLogFile(path: string): LogFile {
  const file = createWriteStream(path, { flags: "a" });
  const write = (name: string, text: string) => {
    if (!file.writableEnded) file.write(`${name} ${text}\n`);
  };
  return {
    write,
    follow: (name) => (stream) => {
      createInterface({ input: stream }).on("line", (line) => write(name, line));
    },
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}
