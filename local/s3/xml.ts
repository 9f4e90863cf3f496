import { escapeXml, unescapeXml } from "../xml.ts";

/** Elements in the given order. A list repeats its element. */
export interface Elements {
  readonly [name: string]: string | number | boolean | Elements | readonly Elements[];
}

/** A document in S3's namespace. Errors have no namespace. */
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

/** The contents of all elements with a name. S3's documents never nest a name in itself. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g"))].map(
    ([, content = ""]) => content,
  );
}

export function textOf(xml: string, name: string): string | undefined {
  const [text] = elementsOf(xml, name);
  return text === undefined ? undefined : unescapeXml(text);
}
