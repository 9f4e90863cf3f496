import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageText } from "../../functions/domain/messages/message.ts";
import { codePoints, lineOfText, preview, shows, text } from "../../functions/domain/text.ts";

const family = "👨‍👩‍👧‍👦";
const graphemes = (value: string) =>
  [...new Intl.Segmenter("und").segment(value)].map(({ segment }) => segment);

const anyText = fc.string({ unit: "grapheme", maxLength: 400 });
const mostlyPlain = fc
  .tuple(fc.integer({ min: 150, max: 165 }), anyText)
  .map(([length, tail]) => `${"a".repeat(length)}${tail}`);

/** A character that shows. */
const SHOWN = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

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
    ["lines, which become one", "a\n".repeat(100), "a ".repeat(80)],
    ["other line breaks, too", "a\u2028b\u2029c", "a b c"],
    ["what shows nothing before the text", `${"\n".repeat(200)}\u200b \u2066Hi\n`, "Hi "],
    ["a cluster of more than 400 bytes", `Z${"\u0301".repeat(300)}text`, `Z${"\u0301".repeat(199)}`],
    ["such a cluster within a text", `abc😀${"\u0301".repeat(300)}text`, `abc😀${"\u0301".repeat(196)}`],
    ["a text that shows nothing, as an older message may", "\u200b", "\u200b"],
  ])("cuts %s", (_where, body, cut) => {
    expect(preview(body)).toBe(cut);
  });

  const invisible = fc.constantFrom("\n", " ", "\t", "\u200b", "\u200f", "\ufe0f", "\u3164", "\u2028");
  const marks = fc.integer({ min: 0, max: 450 }).map((count) => "\u0301".repeat(count));
  const part = fc.oneof(mostlyPlain, fc.string({ unit: "binary", maxLength: 40 }), invisible, marks);
  const bodies = fc
    .array(part, { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join("").replace(/[^\P{Cc}\t\n]/gu, ""))
    .filter((body) => MessageText.safeParse(body).success);

  it("is for any message the start of what shows, on one line, within both bounds", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const cut = preview(body);
        const shown = body.slice(body.search(SHOWN)).replace(/[\n\u2028\u2029]/g, " ");
        expect(shown.startsWith(cut)).toBe(true);
        expect(cut).toMatch(new RegExp(`^${SHOWN.source}`, "u")); // so it is never ""
        expect(cut.isWellFormed()).toBe(true);
        expect(graphemes(cut).length).toBeLessThanOrEqual(160);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(400);
      }),
      { numRuns: 3000 },
    );
  });

  it("ends between graphemes, unless one has more than 400 bytes", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const shown = body.slice(body.search(SHOWN)).replace(/[\n\u2028\u2029]/g, " ");
        const clusters = graphemes(shown);
        const count = graphemes(preview(body)).length;
        const whole = clusters.slice(0, count).join("");
        if (clusters.slice(0, count + 1).every((cluster) => Buffer.byteLength(cluster) <= 400)) {
          expect(preview(body)).toBe(whole);
          const next = whole + (clusters[count] ?? "");
          expect(next === whole || count === 160 || Buffer.byteLength(next) > 400).toBe(true);
        }
      }),
      { numRuns: 3000 },
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
    ["zero-width spaces and joiners only", "\u200b\u200d\ufeff"],
    ["direction marks only", "\u200e\u202e\u2066"],
    ["variation selectors only", "\ufe0f\u{e0100}"],
    ["soft hyphens and white space only", "\u00ad \u00ad"],
    ["Hangul fillers only", "\u3164\u115f\uffa0"],
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

describe("lineOfText", () => {
  it.each(["a\nb", "a\u2028b", "a\u2029b", "a\n"])("refuses the line break of %j", (value) => {
    expect(lineOfText(5).safeParse(value).success).toBe(false);
  });

  it("takes tabs, and all else that a text may have", () => {
    expect(lineOfText(5).parse("a\tb 😀")).toBe("a\tb 😀");
  });
});

describe("shows", () => {
  it("is false for texts of code points that show nothing, and true with any other among them", () => {
    const nothing = fc.array(fc.constantFrom(" ", "\n", "\u200b", "\u00ad", "\u3164", "\ufe0f", "\u{e0020}"));
    fc.assert(
      fc.property(
        nothing,
        nothing,
        fc.constantFrom("a", ".", "😀", "ي", "\u0301"),
        (before, behind, character) => {
          expect(shows([...before, ...behind].join(""))).toBe(false);
          expect(shows([...before, character, ...behind].join(""))).toBe(true);
        },
      ),
    );
  });
});
