/** The characters of names and unquoted values (RFC 9110, 5.6.2). */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = String.raw`"(?:[ !#-[\]-~]|\\[ -~])*"`;
const PARAMETER = `(${TOKEN})=(${TOKEN}|${QUOTED})`;

/** No two parts of it can match the same white space: it takes linear time, whatever the text. */
const MEDIA_TYPE = new RegExp(`^(${TOKEN}/${TOKEN})[ \t]*((?:;[ \t]*(?:${PARAMETER}[ \t]*)?)*)$`);
const PARAMETERS = new RegExp(PARAMETER, "g");

/**
 * A media type as RFC 9110 (8.3.1) prefers it: type, subtype and names of parameters in lower case, no white space.
 * Values are kept: `Audio/WebM; Codecs=opus` is `audio/webm;codecs=opus`. Undefined for anything else.
 */
export function canonicalMediaType(sent: string): string | undefined {
  const [, type = "", parameters = ""] = MEDIA_TYPE.exec(sent) ?? [];
  if (type === "") return undefined;
  const written = [...parameters.matchAll(PARAMETERS)].map(
    ([, name = "", value]) => `;${name.toLowerCase()}=${value}`,
  );
  return type.toLowerCase() + written.join("");
}

/** Type and subtype of a canonical media type, by which types are compared. */
export function withoutParameters(mediaType: string): string {
  return mediaType.replace(/;.*$/, "");
}
