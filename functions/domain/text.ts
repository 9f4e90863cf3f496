import * as z from "zod";

/** The rules of `text`, for descriptions of fields. */
export const TEXT_RULES =
  "Kept as sent. Texts that show nothing (white space and default-ignorable code points alone), lone surrogates and control characters other than tab and newline are refused; lengths count code points.";

const FORBIDDEN_CONTROL = /[^\P{Cc}\t\n]/u;

/** A character that shows. Default-ignorable are zero-width spaces, direction marks and Hangul fillers, for example. */
const SHOWS = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

/**
 * Text that people write. It is kept exactly as sent: 1 to `max` code points, well-formed Unicode, something that
 * shows, no control characters other than tab and newline.
 * @param kept the part that is kept, if not all of it is; only that part must show something, and is measured
 */
export function text(max: number, kept = (sent: string) => sent) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), "must be well-formed Unicode (no lone surrogates)")
    .refine(
      (value) => !FORBIDDEN_CONTROL.test(value),
      "must not contain control characters other than tab and newline",
    )
    .overwrite(kept)
    .refine(shows, "must not be empty, and must show something")
    .refine((value) => codePoints(value) <= max, `must have at most ${max} characters`)
    .meta({ minLength: 1, maxLength: max });
}

/** Text of one line, such as a title. */
export function lineOfText(max: number) {
  return text(max).refine((value) => !LINE_BREAK.test(value), "must not contain line breaks");
}

/** False for a text of white space and default-ignorable code points alone. */
export function shows(value: string): boolean {
  return SHOWS.test(value);
}

export function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

/** Grapheme clusters of a preview, as the API says. */
const PREVIEW_GRAPHEMES = 160;
/** UTF-8 bytes of a preview. The chat header, which holds it, must fit in one write unit of DynamoDB (1 KB). */
const PREVIEW_BYTES = 400;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const utf8 = new TextEncoder();

/** Printable ASCII: each character is one byte and one grapheme cluster. */
const PLAIN = /^[\x20-\x7e]*$/;

const LINE_BREAKS = new RegExp(LINE_BREAK, "g");

/**
 * A text as lists and notifications show it: from the first character that shows, on one line, at most 160 grapheme
 * clusters and 400 bytes. No cluster is cut, unless it has more bytes than a preview. `""` for no text only.
 */
export function preview(body: string): string {
  const shown = body.slice(Math.max(0, body.search(SHOWS))).replace(LINE_BREAKS, " ");
  // The next character counts too: a combining mark would belong to the last cluster.
  if (PLAIN.test(shown.slice(0, PREVIEW_GRAPHEMES + 1))) return shown.slice(0, PREVIEW_GRAPHEMES);
  let start = "";
  let bytes = 0;
  let count = 0;
  for (const { segment } of graphemes.segment(shown)) {
    const size = utf8.encode(segment).length;
    count += 1;
    if (count > PREVIEW_GRAPHEMES) break;
    if (size > PREVIEW_BYTES) return start + firstBytes(segment, PREVIEW_BYTES - bytes);
    bytes += size;
    if (bytes > PREVIEW_BYTES) break;
    start += segment;
  }
  return start;
}

/** The longest start of a text within a number of bytes, in whole code points. */
function firstBytes(value: string, bytes: number): string {
  const { read } = utf8.encodeInto(value, new Uint8Array(bytes));
  return value.slice(0, read);
}
