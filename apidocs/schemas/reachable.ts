/** The named schemas to which a part of a document refers, directly or through other schemas. */
export function reachableFrom<Schema extends object>(
  root: unknown,
  schemas: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  const reached = new Set<string>();
  const visit = (part: unknown) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (reached.has(name)) continue;
      reached.add(name);
      visit(schemas[name]);
    }
  };
  visit(root);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => reached.has(name)));
}
