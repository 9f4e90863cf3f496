/** Text as it stands in HTML. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** As much of Markdown as the documents use: paragraphs, lists, `code` and **bold**. */
export function markdown(text: string): string {
  return text.split("\n\n").map(block).join("\n");
}

/** One line of it. */
export function inline(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

function block(text: string): string {
  const lines = text.split("\n");
  if (!lines.every((line) => line.startsWith("- "))) return `<p>${inline(text)}</p>`;
  return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join("")}</ul>`;
}
