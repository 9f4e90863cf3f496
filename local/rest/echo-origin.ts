import { type HttpRequest, headerOf } from "../http.ts";

/**
 * The only Velocity that the local cloud runs besides variables of the context, at the head of a response
 * template: a header of the request comes back in the answer where it matches a pattern.
 */
const echo =
  /^#set\(\$(\w+) = \$input\.params\(\)\.header\.get\("([\w-]+)"\)\)\n#if\(!\$\1 \|\| \$\1 == ""\)#set\(\$\1 = \$input\.params\(\)\.header\.get\("[\w-]+"\)\)#end\n#if\(\$\1\.matches\("([^"\\]+)"\)\)#set\(\$context\.responseOverride\.header\.([\w-]+) = \$\1\)#end\n/;

/** What is left of a template without its echo. */
export function withoutEcho(template: string): string {
  return template.replace(echo, "");
}

/** The header that the template's echo adds to the answer to this request. */
export function echoedHeaders(template: string, request: HttpRequest): [string, string][] {
  const [, , source = "", pattern = "", target = ""] = echo.exec(template) ?? [];
  const value = source === "" ? undefined : headerOf(request, source);
  // Java's matches() is about the whole text.
  return value !== undefined && new RegExp(`^(?:${pattern})$`).test(value) ? [[target, value]] : [];
}
