import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ResponseReader } from "../../../local/dynamodb/response-reader.ts";

const bytesOf = (head: string, body: string) =>
  Buffer.from(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

/** Reads chunks of the given sizes in bytes, then the rest in one chunk. */
function read(bytes: Buffer, sizes: readonly number[]) {
  const reader = new ResponseReader();
  let from = 0;
  for (const size of [...sizes, bytes.length]) {
    const piece = bytes.subarray(from, from + size);
    from += piece.length;
    const answer = reader.take(piece);
    if (answer) return { ...answer, left: bytes.length - from };
  }
  return undefined;
}

describe("a response in chunks", () => {
  it("is the same for all chunk sizes", () => {
    const body = fc.string({ unit: "grapheme", maxLength: 50 });
    fc.assert(
      fc.property(body, fc.array(fc.integer({ min: 1, max: 20 })), (text, sizes) => {
        const answer = read(bytesOf("HTTP/1.1 400 Bad Request\r\nserver: x", text), sizes);
        expect(answer).toEqual({ status: 400, body: text, isLast: false, left: 0 });
      }),
    );
  });

  it("tells whether the server closes the connection", () => {
    expect(read(bytesOf("HTTP/1.1 200 OK\r\nConnection: close", "{}"), [])).toMatchObject({
      isLast: true,
    });
  });

  it("is refused without a Content-Length", () => {
    expect(() => new ResponseReader().take(Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))).toThrow("Content-Length");
  });
});
