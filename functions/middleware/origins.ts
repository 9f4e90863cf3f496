import * as z from "zod";

/** An origin of a browser (`https://app.crm.example`); `:*` at its end stands for any port. */
const Origin = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:(\d{1,5}|\*))?$/, "must be an origin");

/** Origins separated by commas, as an environment variable holds them. Empty: no browser may call the API. */
export const Origins = z
  .string()
  .transform((text) => text.split(",").filter((origin) => origin !== ""))
  .pipe(z.array(Origin));

/**
 * The source of a regular expression that matches the whole of an allowed origin. It holds no backslash and
 * no quote, so that it can stand in a mapping template of API Gateway as it is.
 */
export function originPattern(origins: readonly string[]): string {
  const patterns = origins.map((origin) => origin.replaceAll(".", "[.]").replace(/:\*$/, ":[0-9]+"));
  return `^(${patterns.join("|")})$`;
}

/** Whether a browser page of that origin may use the API. No origin is allowed by an empty list. */
export function originMatcher(origins: readonly string[]): (origin: string) => boolean {
  if (origins.length === 0) return () => false;
  const pattern = new RegExp(originPattern(origins));
  return (origin) => pattern.test(origin);
}
