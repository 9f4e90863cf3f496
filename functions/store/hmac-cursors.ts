import { createHmac, timingSafeEqual } from "node:crypto";
import type { Cursors } from "../domain/paging.ts";

/** 128 bits of an HMAC-SHA256 tag suffice for a value that grants nothing. */
const TAG_BYTES = 16;

/** Positions in lists: signed, not encrypted. */
export class HmacCursors implements Cursors {
  readonly #key: string;

  /** @param key 32 or more characters, the same in every function of a stage */
  constructor(key: string) {
    this.#key = key;
  }

  seal(scope: readonly string[], position: unknown): string {
    const payload = Buffer.from(JSON.stringify(position), "utf8");
    return Buffer.concat([this.#tag(scope, payload), payload]).toString("base64url");
  }

  open(scope: readonly string[], cursor: string): unknown {
    const bytes = Buffer.from(cursor, "base64url");
    // base64url has several spellings of the same bytes; only the canonical one is accepted.
    if (bytes.length <= TAG_BYTES || bytes.toString("base64url") !== cursor) return undefined;
    const payload = bytes.subarray(TAG_BYTES);
    if (!timingSafeEqual(bytes.subarray(0, TAG_BYTES), this.#tag(scope, payload))) return undefined;
    return JSON.parse(payload.toString("utf8"));
  }

  #tag(scope: readonly string[], payload: Buffer): Buffer {
    const mac = createHmac("sha256", this.#key).update(JSON.stringify(scope)).update("\0").update(payload);
    return mac.digest().subarray(0, TAG_BYTES);
  }
}
