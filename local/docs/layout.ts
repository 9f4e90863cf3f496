import { escapeXml } from "../xml.ts";

interface Page {
  readonly title: string;
  /** In HTML. */
  readonly main: string;
  /** The names of files below `/docs/assets/`. */
  readonly styles: readonly string[];
  /** A classic script that runs before `script`. */
  readonly library?: string;
  /** A JavaScript module. */
  readonly script: string;
}

/** Renders a page of the documents. */
export function layout({ title, main, styles, library, script }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)} · Internal Chat</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
${styles.map((file) => `<link rel="stylesheet" href="/docs/assets/${file}">`).join("\n")}
</head>
<body>
<header>
<strong>Internal Chat</strong>
<nav><a href="/docs">REST</a> <a href="/docs/websocket">WebSocket</a></nav>
<form id="session">
<label>Act as <select name="person"><option value="">nobody</option></select></label>
<output></output>
</form>
<span class="files"><a href="/docs/openapi.json">openapi.json</a> <a href="/docs/asyncapi.json">asyncapi.json</a></span>
</header>
${main}
${library ? `<script defer src="/docs/assets/${library}"></script>` : ""}
<script type="module" src="/docs/assets/${script}"></script>
</body>
</html>
`;
}
