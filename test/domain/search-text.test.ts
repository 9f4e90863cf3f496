import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, normalized, SearchQuery, words } from "../../functions/domain/search-text.ts";

const RUNS = { numRuns: 3000 };

const isFound = (query: string, ...fields: string[]) => matches(words(query), fields.map(normalized));

describe("normalized", () => {
  it.each([
    ["Ángel", "angel"],
    ["İstanbul", "istanbul"],
    ["ＡＮＧＥＬ", "angel"],
    ["Zoë Łukasz", "zoe lukasz"],
    ["GROẞE Straße", "grosse strasse"],
    ["Ǿsten Æther", "osten aether"],
    ["ΟΔΟΣ", "οδοσ"],
    ["Ёлка й", "елка и"],
    ["Мар’яна Марʼяна", "мар'яна мар'яна"],
    ["שָׁלוֹם", "שלום"],
    ["مُحَمَّد محمـــد", "محمد محمد"],
    ["“Ana”", '"ana"'],
  ])("turns %s into %s", (text, expected) => {
    expect(normalized(text)).toBe(expected);
  });

  it.each([
    ["vowel signs of Devanagari", "राम", "रीम"],
    ["two-part vowel signs of Bengali", "কো", "কে"],
    ["vowel signs of Tamil", "தி", "தீ"],
    ["vowel signs of Burmese", "ကိ", "ကီ"],
    ["vowels and tones of Thai", "ดู", "ดี"],
    ["voicing marks of kana", "か", "が"],
    ["letters of Latin", "n", "ŋ"],
  ])("distinguishes %s", (_what, one, other) => {
    expect(normalized(one)).not.toBe(normalized(other));
    expect(isFound(one, other)).toBe(false);
  });

  it("agrees with the root collation on every letter of European Latin", () => {
    const collator = new Intl.Collator("und", { sensitivity: "base" });
    for (let code = 0xc0; code < 0x180; code += 1) {
      const letter = String.fromCharCode(code);
      if (!/\p{L}/u.test(letter) || /[ıĿŀŉ]/.test(letter)) continue; // ı is for people an i; the others are two characters
      expect(collator.compare(normalized(letter), letter), letter).toBe(0);
      const asciiLetter = "abcdefghijklmnopqrstuvwxyz"
        .split("")
        .find((it) => collator.compare(it, letter) === 0);
      if (asciiLetter !== undefined) expect(normalized(letter)).toBe(asciiLetter);
    }
  });
});

/** Letters, each with the spellings that people take for the same. No letter is the start of another. */
const letters: readonly (readonly string[])[] = [
  ["i", "I", "İ", "ı", "í", "I\u0302", "i\u0307\u0323", "ｉ", "𝐢"],
  ["e", "E", "é", "e\u0301", "Ệ"],
  ["o", "Ø", "ö", "Ｏ"],
  ["k", "K", "\u212a"],
  ["'", "’", "‘", "＇", "ʼ"],
  ["ω", "Ω", "ώ", "\u2126"],
  ["σ", "ς", "Σ"],
  ["е", "Ё", "ѐ"],
  ["ש", "שׁ", "ש\u05b8"],
  ["ا", "أ", "ا\u064e", "إ"],
  ["रा"],
  ["री"],
  ["कि"],
  ["ดู"],
  ["ดี"],
  ["কো", "ক\u09c7\u09be"],
  ["か", "カ", "ｶ"],
  ["が", "ガ", "ｶﾞ", "か\u3099"],
  ["한", "\u1112\u1161\u11ab"],
  ["😀"],
  ["7", "７", "⁷"],
];
const ignorable = fc.constantFrom(
  "",
  "",
  "",
  "\u200b",
  "\u00ad",
  "\u200c",
  "\u200d",
  "\u200e",
  "\u202e",
  "\ufe0f",
);
const indexes = fc.array(fc.nat(letters.length - 1), { minLength: 1, maxLength: 6 });

/** A text of letters in any of their spellings, with code points that show nothing before and behind each. */
function spellingOf(of: readonly number[]): fc.Arbitrary<string> {
  const spelled = of.map((index) => fc.tuple(ignorable, fc.constantFrom(...(letters[index] ?? []))));
  return fc.tuple(...spelled, ignorable).map((parts) => parts.flat().join(""));
}

describe("spellings", () => {
  it("are equal exactly if their letters are", () => {
    const pair = fc
      .tuple(indexes, indexes, fc.boolean())
      .map(([one, other, same]) => [one, same ? one : other] as const);
    fc.assert(
      fc.property(
        pair.chain(([one, other]) =>
          fc.tuple(fc.constant(`${one}` === `${other}`), spellingOf(one), spellingOf(other)),
        ),
        ([same, one, other]) => {
          expect(normalized(one) === normalized(other)).toBe(same);
        },
      ),
      RUNS,
    );
  });

  it("are found within any text around them", () => {
    fc.assert(
      fc.property(
        indexes.chain((of) => fc.tuple(spellingOf(of), spellingOf(of))),
        fc.tuple(indexes, indexes).chain(([one, other]) => fc.tuple(spellingOf(one), spellingOf(other))),
        ([query, text], [before, after]) => {
          expect(isFound(query, `${before}${text}${after}`)).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it("have a normal form that normalizing again does not change, whatever the text", () => {
    const marks = ["\u0301", "\u0323", "\u0345", "\u05b8", "\u064e", "\u093e", "\u3099", "\u11ab"];
    const codePoint = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code));
    const anyText = fc
      .array(fc.oneof(codePoint, fc.constantFrom("a", "Ω", "か", "ß", ...marks)))
      .map((characters) => characters.join(""));
    fc.assert(
      fc.property(anyText, (text) => {
        const form = normalized(text);
        expect(normalized(form)).toBe(form);
        expect(normalized(text.normalize("NFD"))).toBe(form);
      }),
      RUNS,
    );
  });
});

describe("matches", () => {
  it.each<[string, string[], boolean]>([
    ["", [], true],
    ["  ", ["Ana"], true],
    ["\u200b\u200e", ["Ana"], true],
    ["an", ["Ana"], true],
    ["AN cos", ["Cara Costa", "Ana"], true],
    ["costa cara", ["Cara Costa"], true],
    ["cara ben", ["Cara Costa"], false],
    ["cos ta", ["Cara Costa"], true],
    ["aco", ["Cara Costa"], false],
    ["muller", ["Jörg Müller"], true],
    ["müller", ["Jorg Muller"], true],
    ["STRASSE", ["Straße"], true],
    ["straße", ["Strasse 4"], true],
    ["ışıl", ["Işıl Yıldız"], true],
    ["IŞIL", ["Işıl Yıldız"], true],
    ["YILDIZ", ["Işıl Yıldız"], true],
    ["रीम", ["राम"], false],
    ["रा", ["राम"], true],
    ["ดี", ["ดูหนัง"], false],
    ["คนดี", ["คน\u200bดี"], true],
    ["offer", ["of\u00adfer"], true],
    ["میخواهم", ["می\u200cخواهم"], true],
    ["\u200fAna", ["Ana"], true],
    ["O’Brien", ["O'Brien"], true],
    ["O'Brien", ["Liam O’Brien"], true],
    ["さくら", ["サクラ"], true],
    ["ｻｸﾗ", ["さくら"], true],
    ["하", ["한국"], true],
  ])("%j in %j: %s", (query, fields, expected) => {
    expect(isFound(query, ...fields)).toBe(expected);
  });
});

describe("SearchQuery", () => {
  it.each([
    ["200 code points", "😀".repeat(200), true],
    ["201 code points", "a".repeat(201), false],
    ["ten words", "a ".repeat(10), true],
    ["eleven words", "a ".repeat(11), false],
    ["ten words and some that show nothing", `${"a ".repeat(10)}\u200b \u200b`, true],
    ["nothing", "", true],
  ])("of %s", (_what, query, isTaken) => {
    expect(SearchQuery.safeParse(query).success).toBe(isTaken);
  });
});
