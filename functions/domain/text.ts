import * as z from "zod";

/** The rules of `text`, for descriptions of fields. */
export const TEXT_RULES =
  "Kept as sent. Only white space, lone surrogates and control characters other than tab and newline are refused; lengths count code points.";

const FORBIDDEN_CONTROL = /[^\P{Cc}\t\n]/u;
const ONLY_WHITE_SPACE = /^\p{White_Space}*$/u;

/**
 * Text as people write it, kept exactly as sent: 1 to `max` code points, well-formed Unicode, not only
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

/** Grapheme clusters of a preview (contract). */
const PREVIEW_GRAPHEMES = 160;
/** UTF-8 bytes of a preview, so that the chat header that holds it stays within one write unit. */
const PREVIEW_BYTES = 400;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const utf8 = new TextEncoder();

/** Each a character of its own, of one byte: then nothing needs to be segmented. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** The start of a text, cut where no character as a person sees it is broken: ≤ 160 graphemes, ≤ 400 bytes. */
export function preview(body: string): string {
  // One more, as a combining mark would belong to the last character.
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
