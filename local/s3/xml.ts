const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const characters = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]));

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|\w+);/g, (entity, hex, decimal) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return characters.get(entity) ?? entity;
  });
}

/** Elements in the order given; a list repeats its element. */
export interface Elements {
  readonly [name: string]: string | number | boolean | Elements | readonly Elements[];
}

/** A document of S3's namespace; errors have none. */
export function xmlDocument(root: string, elements: Elements, namespaced = true): string {
  const attribute = namespaced ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${inner(elements)}</${root}>`;
}

function inner(elements: Elements): string {
  return Object.entries(elements)
    .flatMap(([name, value]) => (Array.isArray(value) ? value.map((item) => [name, item]) : [[name, value]]))
    .map(
      ([name, value]) =>
        `<${name}>${typeof value === "object" ? inner(value) : escapeXml(`${value}`)}</${name}>`,
    )
    .join("");
}

/** The texts of all elements of a name, outermost first; S3's small documents never nest a name in itself. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g"))].map(
    ([, content = ""]) => content,
  );
}

export function textOf(xml: string, name: string): string | undefined {
  const [text] = elementsOf(xml, name);
  return text === undefined ? undefined : unescapeXml(text);
}
