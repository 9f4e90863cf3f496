/** Everything up to the last separator of any system: some browsers send a path, and attackers may. */
const PATH = /^.*[/\\]/s;

/** Control characters, line separators and direction marks, which could make `exe.gpj` look like `jpg.exe`. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** White space around a name, and trailing dots, which file systems drop. */
const EDGES = /^\p{White_Space}+|[\p{White_Space}.]+$/gu;

/**
 * A filename that is safe to show and to save: without path, control characters and direction marks. Other
 * Unicode is kept. Empty if nothing is left.
 */
export function cleanFilename(sent: string): string {
  return sent.replace(INVISIBLE, "").replace(PATH, "").replace(EDGES, "");
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
