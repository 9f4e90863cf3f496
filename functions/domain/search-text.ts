/**
 * Text as search and sorting by name see it: without case, accents and compatibility forms, so that
 * "Ángel", "angel" and "ＡＮＧＥＬ" are one.
 */
export function normalized(text: string): string {
  // A sigma is written otherwise at the end of a word: to a search it is the same letter.
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ς", "σ");
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
