import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { privateFile } from "../private-files.ts";

/** A complete body, in a file that no key refers to yet. */
export interface Upload {
  readonly file: string;
  readonly size: number;
  readonly md5: Buffer;
  readonly sha1: Buffer;
  readonly sha256: Buffer;
  readonly crc32: Buffer;
}

/**
 * Writes a body to a new file in `dir`, one chunk at a time. Rejects and removes the file if the body is incomplete.
 */
export async function receiveUpload(body: Readable | Buffer, dir: string): Promise<Upload> {
  const file = randomUUID();
  const [md5, sha1, sha256] = [createHash("md5"), createHash("sha1"), createHash("sha256")];
  let [size, crc] = [0, 0];
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      crc = crc32(chunk, crc);
      for (const hash of [md5, sha1, sha256]) hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    const source = Buffer.isBuffer(body) ? Readable.from([body]) : body;
    await pipeline(source, meter, createWriteStream(join(dir, file), { mode: privateFile }));
  } catch (error) {
    rmSync(join(dir, file), { force: true });
    throw error;
  }
  const crcBytes = Buffer.alloc(4);
  crcBytes.writeUInt32BE(crc);
  return { file, size, md5: md5.digest(), sha1: sha1.digest(), sha256: sha256.digest(), crc32: crcBytes };
}
