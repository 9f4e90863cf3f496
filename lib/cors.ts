import { corsHeaders, securityHeaders } from "../functions/middleware/answer-headers.ts";
import { originPattern } from "../functions/middleware/origins.ts";

/** What a page of another origin may send. `Version` is what clients of the CRM's other APIs send along. */
const requestHeaders = ["Authorization", "Content-Type", "Idempotency-Key", "Version"];

/** Seconds for which a browser need not ask again; Chromium keeps no answer longer. */
const MAX_AGE = 7200;

/** Headers of all answers, in API Gateway's notation: constants stand in single quotes. */
export const constantHeaders: Readonly<Record<string, string>> = quoted({
  ...securityHeaders,
  ...corsHeaders,
});

/** Headers of the answer to a preflight: what a page may do with this path. */
export function preflightHeaders(methods: readonly string[]): Record<string, string> {
  return quoted({
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": requestHeaders.join(", "),
    "Access-Control-Max-Age": `${MAX_AGE}`,
  });
}

/** Header that `echoOrigin` sets: methods must declare it. */
export const allowOrigin = "Access-Control-Allow-Origin";

/**
 * The head of a response template that lets a page of an allowed origin read the answer. Names of headers
 * are in lower case where the request came by HTTP/2.
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
