export interface HttpTextResponse {
  readonly status: number;
  readonly body: string;
  /** Whether the server closes the connection after this response. */
  readonly isLast: boolean;
}

interface Head {
  readonly status: number;
  readonly isLast: boolean;
  readonly bodyAt: number;
  readonly end: number;
}

/** Assembles one HTTP response of known length from its chunks. */
export class ResponseReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #head: Head | undefined;

  /** Returns the response with its last chunk. @throws Error for a response without a Content-Length */
  take(chunk: Buffer): HttpTextResponse | undefined {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#head ??= this.#readHead();
    if (this.#head === undefined || this.#size < this.#head.end) return undefined;
    const { status, isLast, bodyAt, end } = this.#head;
    return { status, isLast, body: this.#joined().toString("utf8", bodyAt, end) };
  }

  #readHead(): Head | undefined {
    const bytes = this.#joined();
    const headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd === -1) return undefined;
    const text = bytes.toString("latin1", 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    if (length === undefined) throw new Error("A response of the engine has no Content-Length");
    const bodyAt = headEnd + 4;
    const isLast = /\r\nconnection: *close/i.test(text);
    return { status: Number(text.split(" ", 2)[1]), isLast, bodyAt, end: bodyAt + Number(length) };
  }

  #joined(): Buffer {
    const [only] = this.#chunks;
    if (only && this.#chunks.length === 1) return only;
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [bytes];
    return bytes;
  }
}
