import { type HttpRequest, headerOf } from "../http.ts";

/**
 * The only Velocity that the local cloud runs besides context variables. It stands at the start of a response
 * template and copies a request header to a response header if the value matches a pattern.
 */
const echo =
  /^#set\(\$(\w+) = \$input\.params\(\)\.header\.get\("([\w-]+)"\)\)\n#if\(!\$\1 \|\| \$\1 == ""\)#set\(\$\1 = \$input\.params\(\)\.header\.get\("[\w-]+"\)\)#end\n#if\(\$\1\.matches\("([^"\\]+)"\)\)#set\(\$context\.responseOverride\.header\.([\w-]+) = \$\1\)#end\n/;

/** Removes the echo from a template. */
export function withoutEcho(template: string): string {
  return template.replace(echo, "");
}

/** The header that the template's echo adds to the response to this request. */
export function echoedHeaders(template: string, request: HttpRequest): [string, string][] {
  const [, , source = "", pattern = "", target = ""] = echo.exec(template) ?? [];
  const value = source === "" ? undefined : headerOf(request, source);
  // Java's matches() tests the whole text.
  return value !== undefined && new RegExp(`^(?:${pattern})$`).test(value) ? [[target, value]] : [];
}
