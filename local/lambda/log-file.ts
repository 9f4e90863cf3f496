import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { privateFile } from "../private-files.ts";

/** A file with the output of all functions. Each line begins with the function's name. */
export interface LogFile {
  write(name: string, text: string): void;
  /** Returns a function that writes each line of a stream to the log. */
  follow(name: string): (stream: Readable) => void;
  close(): Promise<void>;
}

export function openLogFile(path: string): LogFile {
  const file = createWriteStream(path, { flags: "a", mode: privateFile });
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
