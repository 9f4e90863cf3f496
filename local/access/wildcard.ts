const compiled = new Map<string, RegExp>();

/** Matches as IAM does: `*` stands for any characters, `?` for exactly one. */
export function matches(pattern: string, value: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    expression = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
    compiled.set(pattern, expression);
  }
  return expression.test(value);
}
