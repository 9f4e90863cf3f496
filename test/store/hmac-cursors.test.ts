import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";

const cursors = new HmacCursors("a key of at least thirty-two characters");
const scope = ["chats", "ana", "loc", "all"];
const position = { date: "2026-01-01T00:00:00.000Z", id: "c1" };

describe("cursors", () => {
  it("open to the position that they were sealed with", () => {
    expect(cursors.open(scope, cursors.seal(scope, position))).toEqual(position);
  });

  it.each([[["chats", "ben", "loc", "all"]], [["chats", "ana", "loc", "unread"]], [["chats", "ana", "loc"]]])(
    "do not open under the scope %j",
    (other) => {
      expect(cursors.open(other, cursors.seal(scope, position))).toBeUndefined();
    },
  );

  it("do not open with another key", () => {
    const other = new HmacCursors("another key of thirty-two characters");
    expect(cursors.open(scope, other.seal(scope, position))).toBeUndefined();
  });

  it("do not open with one altered character", () => {
    const sealed = cursors.seal(scope, position);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(..."Aa0_-=!"), (at, character) => {
        fc.pre(sealed[at] !== character);
        expect(cursors.open(scope, sealed.slice(0, at) + character + sealed.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it("do not open from any other text", () => {
    fc.assert(fc.property(fc.string(), (text) => cursors.open(scope, text) === undefined));
  });
});
