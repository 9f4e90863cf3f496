/**
 * Letters that differ from others by an accent only, or by how they are written, as Unicode's collation (root,
 * first strength) has it, but that no normal form takes apart. A sigma is another one at the end of a word.
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
 * Text as search and sorting by name see it: without case, accents and compatibility forms, so that
 * "Ángel", "angel" and "ＡＮＧＥＬ" are one.
 */
export function normalized(text: string): string {
  const withoutMarks = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return withoutMarks.replace(NOT_PLAIN, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

/** The words of a query, normalized; none where it is empty or only white space. */
export function words(query: string): string[] {
  return normalized(query)
    .split(/\s+/u)
    .filter((word) => word !== "");
}

/**
 * Every word of the query is a substring of at least one field, case- and accent-insensitive; words may
 * match in different fields. A query without words matches everything.
 */
export function matches(query: string, fields: readonly string[]): boolean {
  const searched = fields.map(normalized);
  return words(query).every((word) => searched.some((field) => field.includes(word)));
}
