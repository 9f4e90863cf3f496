import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePoints, preview, text } from "../../functions/domain/text.ts";

const family = "👨‍👩‍👧‍👦";
const graphemes = (value: string) =>
  [...new Intl.Segmenter("und").segment(value)].map(({ segment }) => segment);

const anyText = fc.string({ unit: "grapheme", maxLength: 400 });
const mostlyPlain = fc
  .tuple(fc.integer({ min: 150, max: 165 }), anyText)
  .map(([length, tail]) => `${"a".repeat(length)}${tail}`);

describe("preview", () => {
  it("keeps a short text as it is", () => {
    expect(preview(`Hi ${family}!`)).toBe(`Hi ${family}!`);
  });

  it("ends after 160 graphemes", () => {
    expect(preview("é".repeat(200))).toBe("é".repeat(160));
  });

  it("ends before the grapheme that would exceed 400 bytes", () => {
    expect(Buffer.byteLength(family)).toBe(25);
    expect(preview(family.repeat(20))).toBe(family.repeat(16));
  });

  it.each([
    ["plain text", "ab".repeat(100), "ab".repeat(80)],
    ["after a mark on the last character", `${"a".repeat(160)}\u0301b`, `${"a".repeat(160)}\u0301`],
    ["before a character with a mark", `${"a".repeat(161)}\u0301`, "a".repeat(160)],
    ["several lines", "a\n".repeat(100), "a\n".repeat(80)],
  ])("cuts %s", (_where, body, cut) => {
    expect(preview(body)).toBe(cut);
  });

  it("returns for any text a prefix of whole graphemes within both limits", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, mostlyPlain), (body) => {
        const cut = preview(body);
        expect(body.startsWith(cut)).toBe(true);
        expect(graphemes(body).slice(0, graphemes(cut).length).join("")).toBe(cut);
        expect(graphemes(cut).length).toBeLessThanOrEqual(160);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(400);
      }),
    );
  });
});

describe("text", () => {
  const Short = text(5);

  it.each(["a", " a ", "a\tb\nc", family.slice(0, 2), "abcde", "😀😀😀😀😀"])(
    "accepts %j unchanged",
    (value) => {
      expect(Short.parse(value)).toBe(value);
    },
  );

  it.each([
    ["an empty text", ""],
    ["white space only", " \n\t\u00a0\u2003"],
    ["too many code points", "abcdef"],
    ["a lone high surrogate", "a\ud83d"],
    ["a lone low surrogate", "\ude00a"],
    ["a null", "a\u0000"],
    ["a carriage return", "a\r\n"],
    ["a C1 control", "a\u0085"],
    ["a delete", "a\u007f"],
  ])("refuses %s", (_what, value) => {
    expect(Short.safeParse(value).success).toBe(false);
  });

  it("counts code points, not UTF-16 units", () => {
    expect(codePoints("😀😀")).toBe(2);
  });
});
