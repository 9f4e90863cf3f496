import * as z from "zod";
import { codePoints } from "./text.ts";

/** Code points of a query: more than the longest name has. */
const MAX_QUERY = 200;
/** Words of a query. Each is looked for in every text that is searched. */
const MAX_WORDS = 10;

/** The query of a list that can be searched. */
export const SearchQuery = z
  .string()
  .refine((query) => codePoints(query) <= MAX_QUERY, {
    error: `must have at most ${MAX_QUERY} characters`,
    abort: true,
  })
  .refine((query) => words(query).length <= MAX_WORDS, `must have at most ${MAX_WORDS} words`)
  .meta({ maxLength: MAX_QUERY });

/** The rules of a search, for descriptions of queries. */
export const SEARCH_RULES =
  "Case is ignored, and so are accents in Latin, Greek, Cyrillic, Hebrew and Arabic; a vowel sign of another script is part of its word. Code points that show nothing are passed over. At most 10 words.";

/** Unicode's default-ignorable code points: they show nothing, and people do not know that they are there. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** The scripts whose marks are accents. In others marks are vowels and voicing: राम is not रीम, nor か が. */
const ACCENTED_SCRIPTS = ["Latin", "Greek", "Cyrillic", "Hebrew", "Arabic"]
  .map((script) => String.raw`\p{scx=${script}}`)
  .join("");

/** A letter and its accents; the iota below a Greek letter also where its letter is missing, as it has an upper case. */
const ACCENTS = new RegExp(
  String.raw`([[${ACCENTED_SCRIPTS}]--\p{M}])[[${ACCENTED_SCRIPTS}\p{scx=Inherited}]&&\p{M}]+|\u0345`,
  "gv",
);

/**
 * Characters that equal others at the first strength of Unicode's root collation, although neither a normal form
 * nor a change of case leads to them. `ς` is the sigma at the end of a word, `ـ` stretches an Arabic word. Two
 * apostrophes are added that the collation tells apart: `ʼ`, of Ukrainian names, and a backtick.
 */
const EQUALS: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  ħ: "h",
  ς: "σ",
  ـ: "",
  ...spelled("'", "‘’‚‛׳ʼ`"),
  ...spelled('"', "“”„‟״"),
};
const HAS_EQUAL = new RegExp(`[${Object.keys(EQUALS).join("")}]`, "gu");

function spelled(plain: string, others: string): Record<string, string> {
  return Object.fromEntries([...others].map((other) => [other, plain]));
}

/** Katakana with a hiragana of the same sound, 96 code points below. */
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g;
const TO_HIRAGANA = -0x60;

const HANGUL = /\p{Script=Hangul}+/gu;
const ASCII = /^[\0-\x7f]*$/;

/**
 * The form of a text that search and sorting by name compare. Texts that people take for the same spelling have
 * the same form: "Işıl", "ISIL" and "ışıl"; "O'Brien" and "O’Brien"; "ガ", "ｶﾞ" and "が".
 */
export function normalized(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll("`", "'");
  const letters = text.replace(IGNORABLE, "").normalize("NFKD").replace(ACCENTS, "$1");
  return caseless(letters)
    .replace(HAS_EQUAL, (character) => EQUALS[character] ?? character)
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) + TO_HIRAGANA))
    .normalize("NFC") // so that a vowel sign is not found as the first half of another
    .replace(HANGUL, (syllables) => syllables.normalize("NFD")); // a syllable is found while it is being typed
}

/** By way of upper case, where `ı` and `i`, `ß` and `ss` meet. */
function caseless(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}

/** The words of a query in their normalized form; none if the query shows nothing. */
export function words(query: string): string[] {
  return query
    .split(/\p{White_Space}+/u)
    .map(normalized)
    .filter((word) => word !== "");
}

/**
 * True if each word is a substring of at least one field; words may match in different fields. No words match
 * everything.
 * @param fields in their normalized form
 */
export function matches(searched: readonly string[], fields: readonly string[]): boolean {
  return searched.every((word) => fields.some((field) => field.includes(word)));
}
