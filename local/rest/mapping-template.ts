import { StartupError } from "../startup-error.ts";

/** The values of `$context.…`, by the path after `$context.`. */
export type Variables = Readonly<Record<string, string>>;

const known =
  /^(requestId|extendedRequestId|httpMethod|path|stage|apiId|resourcePath|requestTimeEpoch|identity\.sourceIp|error\.(message|messageString|responseType))$/;
const reference = /\$(?:\{(context\.[\w.]+)\}|(context\.\w+(?:\.\w+)*))/g;

/** @throws StartupError if a template uses Velocity beyond the variables of the context */
export function checkTemplate(template: string, where: string): void {
  for (const name of namesIn(template)) {
    if (!known.test(name))
      throw new StartupError(`template: ${where}: the local cloud does not know $context.${name}`);
  }
  const rest = template.replace(reference, "");
  if (/\$[a-z{!]|^\s*#\w/im.test(rest)) {
    throw new StartupError(
      `template: ${where}: the local cloud renders only $context variables: ${rest.trim()}`,
    );
  }
}

export function render(template: string, variables: Variables): string {
  return template.replace(reference, (_, braced, plain) => {
    const name = String(braced ?? plain).slice("context.".length);
    return variables[name] ?? "";
  });
}

function namesIn(template: string): string[] {
  return [...template.matchAll(reference)].map(([, braced, plain]) =>
    String(braced ?? plain).slice("context.".length),
  );
}
