import { corsHeaders, securityHeaders } from "../functions/middleware/answer-headers.ts";
import { originPattern } from "../functions/middleware/origins.ts";

/** Headers that a page of another origin may send. Clients of the CRM's other APIs send `Version`. */
const requestHeaders = ["Authorization", "Content-Type", "Idempotency-Key", "Version"];

/** Seconds for which a browser may keep the answer to a preflight; Chromium's maximum. */
const MAX_AGE = 7200;

/** Headers of all answers, in API Gateway's notation: constants are in single quotes. */
export const constantHeaders: Readonly<Record<string, string>> = quoted({
  ...securityHeaders,
  ...corsHeaders,
});

/** Headers of the answer to a preflight: the methods and headers that a page may use on this path. */
export function preflightHeaders(methods: readonly string[]): Record<string, string> {
  return quoted({
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": requestHeaders.join(", "),
    "Access-Control-Max-Age": `${MAX_AGE}`,
  });
}

/** The header that `echoOrigin` sets; methods must declare it. */
export const allowOrigin = "Access-Control-Allow-Origin";

/**
 * The beginning of a response template, which lets pages of allowed origins read the answer. Header names are
 * in lower case if the request came over HTTP/2.
 */
export function echoOrigin(origins: readonly string[]): string {
  if (origins.length === 0) return "";
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end',
    `#if($origin.matches("${originPattern(origins)}"))#set($context.responseOverride.header.${allowOrigin} = $origin)#end`,
    "",
  ].join("\n");
}

function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
