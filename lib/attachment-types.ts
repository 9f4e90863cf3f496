/**
 * Media types that may be uploaded. Programs are left out, and whatever a browser would run (HTML, scripts).
 * SVG may hold scripts, but is only downloaded, never shown.
 */
export const attachmentTypes: readonly string[] = [
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

function of(family: string) {
  return (name: string) => `${family}/${name}`;
}
