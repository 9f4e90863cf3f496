/** Up to the last separator, of whatever system: a path that the uploader's browser sent along, or a trick. */
const PATH = /^.*[/\\]/s;

/** Control characters, line separators, and what turns the direction of text: `exe.gpj` must not read `jpg.exe`. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** What file systems drop at the end of a name, and white space around it. */
const EDGES = /^\p{White_Space}+|[\p{White_Space}.]+$/gu;

/**
 * A name that is safe to show and to save under: without path, control characters and direction marks, its
 * Unicode kept. Empty where nothing is left.
 */
export function cleanFilename(sent: string): string {
  return sent.replace(INVISIBLE, "").replace(PATH, "").replace(EDGES, "");
}

/**
 * A `Content-Disposition` (RFC 6266): the name in ASCII for old clients, and in full (RFC 8187).
 * @param filename cleaned
 */
export function contentDisposition(kind: "inline" | "attachment", filename: string): string {
  const ascii = filename.replace(/[^ -~]|["%\\]/gu, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
