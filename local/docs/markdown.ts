import { escapeXml } from "../xml.ts";

/** Renders the Markdown that the documents use: paragraphs, lists, `code` and **bold**. */
export function markdown(text: string): string {
  return text.split("\n\n").map(block).join("\n");
}

/** Renders one line of Markdown. */
export function inline(text: string): string {
  return escapeXml(text)
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

function block(text: string): string {
  const lines = text.split("\n");
  if (!lines.every((line) => line.startsWith("- "))) return `<p>${inline(text)}</p>`;
  return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join("")}</ul>`;
}
