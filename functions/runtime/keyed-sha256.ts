import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { Checksum, SourceData } from "@smithy/types";

/** Signing keys change once a day and with the credentials; older ones are not needed again. */
const MOST_KEYS = 16;
const keys = new Map<SourceData, KeyObject>();

/**
 * SHA-256, or with a secret HMAC-SHA-256, for signing requests. By itself, Node makes a key object of the secret
 * for each HMAC, which takes longer than the HMAC; this class makes one for each secret.
 */
export class KeyedSha256 implements Checksum {
  readonly #key: KeyObject | undefined;
  #chunks: Uint8Array[] = [];

  constructor(secret?: SourceData) {
    this.#key = secret === undefined ? undefined : keyOf(secret);
  }

  update(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  async digest(): Promise<Uint8Array> {
    const [only] = this.#chunks;
    const data = only && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
    if (this.#key === undefined) return hash("sha256", data, "buffer");
    return createHmac("sha256", this.#key).update(data).digest();
  }

  reset(): void {
    this.#chunks = [];
  }
}

/** Secrets in bytes are compared by identity: the signer caches those that it derives. */
function keyOf(secret: SourceData): KeyObject {
  const known = keys.get(secret);
  if (known) return known;
  const key = createSecretKey(bytesOf(secret));
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(secret, key);
  return key;
}

function bytesOf(secret: SourceData): Uint8Array {
  if (typeof secret === "string") return Buffer.from(secret, "utf8");
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
