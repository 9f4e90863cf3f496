import database from "mime-db/db.json" with { type: "json" };
import * as z from "zod";

/** By media type: the extensions that its files may have. */
export type AttachmentTypes = Readonly<Record<string, readonly string[]>>;

/**
 * Media types that may be uploaded. Programs are left out, and whatever a browser would run (HTML, scripts).
 * SVG may hold scripts, but is only downloaded, never shown.
 */
const types = [
  ...["png", "jpeg", "gif", "webp", "avif", "heic", "heif", "bmp", "tiff", "svg+xml"].map(of("image")),
  ...["mp4", "quicktime", "webm", "mpeg", "ogg", "3gpp", "x-msvideo", "x-matroska"].map(of("video")),
  ...["mpeg", "mp4", "aac", "wav", "x-wav", "ogg", "webm", "flac", "x-m4a", "amr", "3gpp"].map(of("audio")),
  ...["plain", "csv", "tab-separated-values", "markdown", "calendar", "vcard"].map(of("text")),
  ...["pdf", "rtf", "msword", "vnd.ms-excel", "vnd.ms-powerpoint"].map(of("application")),
  ...["wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"].map(
    (format) => `application/vnd.openxmlformats-officedocument.${format}`,
  ),
  ...["text", "spreadsheet", "presentation"].map((format) => `application/vnd.oasis.opendocument.${format}`),
  ...["zip", "x-zip-compressed"].map(of("application")), // the latter is Windows' name
];

/** Extensions that mime-db does not list, although browsers and phones give files with them the type. */
const unlisted: AttachmentTypes = {
  "image/jpeg": ["jfif"],
  "image/heic": ["heif"],
  "image/heif": ["heic"],
  "video/mp4": ["m4v"],
  "video/ogg": ["ogg"],
  "audio/mp4": ["mp4"],
  "audio/aac": ["aac"],
  "audio/webm": ["webm"],
  "audio/flac": ["flac"],
  "audio/3gpp": ["3gp"],
  "text/vcard": ["vcf"],
  "application/vnd.ms-excel": ["csv"], // where Excel is installed
  "application/zip": ["zip"],
  "application/x-zip-compressed": ["zip"],
};

const Listed = z.record(z.string(), z.object({ extensions: z.array(z.string()).default([]) }));
const listed = Listed.parse(database);

/** The allowed types. The extensions are those of mime-db, which collects what IANA, Apache and nginx list. */
export const attachmentTypes: AttachmentTypes = Object.fromEntries(
  types.map((type) => [type, [...new Set([...(listed[type]?.extensions ?? []), ...(unlisted[type] ?? [])])]]),
);

function of(family: string) {
  return (name: string) => `${family}/${name}`;
}
