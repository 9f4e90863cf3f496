import * as z from "zod";

/** The rules of `text`, for descriptions of fields. */
export const TEXT_RULES =
  "Kept as sent. Only white space, lone surrogates and control characters other than tab and newline are refused; lengths count code points.";

const FORBIDDEN_CONTROL = /[^\P{Cc}\t\n]/u;
const ONLY_WHITE_SPACE = /^\p{White_Space}*$/u;

/**
 * Text that people write. It is kept exactly as sent: 1 to `max` code points, well-formed Unicode, not only
 * white space, no control characters other than tab and newline.
 */
export function text(max: number) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), "must be well-formed Unicode (no lone surrogates)")
    .refine(
      (value) => !FORBIDDEN_CONTROL.test(value),
      "must not contain control characters other than tab and newline",
    )
    .refine((value) => !ONLY_WHITE_SPACE.test(value), "must not be empty or only white space")
    .refine((value) => codePoints(value) <= max, `must have at most ${max} characters`)
    .meta({ minLength: 1, maxLength: max });
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

/** Printable ASCII, tab and newline: each character is one byte and one grapheme cluster. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** The start of a text, at most 160 grapheme clusters and 400 bytes; no cluster is cut. */
export function preview(body: string): string {
  // The next character counts too: a combining mark would belong to the last cluster.
  if (PLAIN.test(body.slice(0, PREVIEW_GRAPHEMES + 1))) return body.slice(0, PREVIEW_GRAPHEMES);
  let bytes = 0;
  let count = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(body)) {
    bytes += utf8.encode(segment).length;
    count += 1;
    if (count > PREVIEW_GRAPHEMES || bytes > PREVIEW_BYTES) break;
    end = index + segment.length;
  }
  return body.slice(0, end);
}
