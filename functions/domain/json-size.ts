const utf8 = new TextEncoder();

/** UTF-8 bytes of a value's JSON. */
export function jsonBytes(value: unknown): number {
  return utf8.encode(JSON.stringify(value)).length;
}

/** The first items whose JSON fits, with a comma each, and the bytes that they take. */
export function firstFitting<Item>(
  items: readonly Item[],
  bytes: number,
): { readonly fitting: Item[]; readonly used: number } {
  const fitting: Item[] = [];
  let used = 0;
  for (const item of items) {
    const size = jsonBytes(item) + 1;
    if (used + size > bytes) break;
    used += size;
    fitting.push(item);
  }
  return { fitting, used };
}

/** The start of a text whose JSON, without the quotes, fits. No code point is cut. */
export function textFitting(text: string, bytes: number): string {
  let left = bytes;
  let end = 0;
  for (const character of text) {
    left -= jsonBytes(character) - 2;
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}
