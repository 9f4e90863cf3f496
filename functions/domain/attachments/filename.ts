/** Everything up to the last separator of any system: some browsers send a path, and attackers may. */
const PATH = /^.*[/\\]/s;

/** A name without the path before it; empty if there is only a path. */
export function withoutPath(sent: string): string {
  return sent.replace(PATH, "");
}

/** Control characters, line separators and direction marks, which could make `exe.gpj` look like `jpg.exe`. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** White space around a name, and trailing dots, which file systems drop. */
const EDGES = /^\p{White_Space}+|[\p{White_Space}.]+$/gu;

/**
 * A filename that is safe to show and to save: without path, control characters and direction marks. Other
 * Unicode is kept. Empty if nothing is left.
 */
export function cleanFilename(sent: string): string {
  return withoutPath(sent).replace(INVISIBLE, "").replace(EDGES, "");
}

/**
 * The extension of a filename, in lower case; undefined if it has none, as `.profile` and `Offer for Dr. Smith`.
 * @param filename a clean one
 */
export function extensionOf(filename: string): string | undefined {
  return /^.+\.([^.\s]+)$/su.exec(filename)?.[1]?.toLowerCase();
}

/**
 * A `Content-Disposition` (RFC 6266) with the name in ASCII for old clients and in full (RFC 8187).
 * @param filename a clean one
 */
export function contentDisposition(kind: "inline" | "attachment", filename: string): string {
  const ascii = filename.replace(/[^ -~]|["%\\]/gu, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
