/**
 * Letters that equal others at the first strength of Unicode's root collation, although no normal form
 * decomposes them. `ς` is the sigma at the end of a word.
 */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  ħ: "h",
  ς: "σ",
};
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN_LETTERS).join("")}]`, "gu");

/**
 * The form of a text that search and sorting by name compare: without case, accents and compatibility forms.
 * "Ángel", "angel" and "ＡＮＧＥＬ" have the same form.
 */
export function normalized(text: string): string {
  const withoutMarks = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return withoutMarks.replace(NOT_PLAIN, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

/** The normalized words of a query; none if it is empty or only white space. */
export function words(query: string): string[] {
  return normalized(query)
    .split(/\s+/u)
    .filter((word) => word !== "");
}

/**
 * True if each word of the query is a substring of at least one field, case- and accent-insensitive. Words may
 * match in different fields. A query without words matches everything.
 */
export function matches(query: string, fields: readonly string[]): boolean {
  const searched = fields.map(normalized);
  return words(query).every((word) => searched.some((field) => field.includes(word)));
}
