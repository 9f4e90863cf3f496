import * as z from "zod";
import { escapeXml } from "../xml.ts";
import { layout } from "./layout.ts";
import { inline, markdown } from "./markdown.ts";
import { Schema, schemaTable } from "./schema-table.ts";

const Ref = z.object({ $ref: z.string() });

const Message = z.object({
  title: z.string(),
  summary: z.string(),
  payload: Ref,
  examples: z.array(z.object({ payload: z.unknown() })),
});
type Message = z.infer<typeof Message>;

const Operation = z.object({
  action: z.enum(["receive", "send"]),
  messages: z.array(Ref),
  reply: z.object({ messages: z.array(Ref) }).optional(),
  "x-error-codes": z.array(z.string()).default([]),
});
type Operation = z.infer<typeof Operation>;

/** The parts of the AsyncAPI document that the page shows. */
const Document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  channels: z.object({
    socket: z.object({ bindings: z.object({ ws: z.object({ query: Schema, headers: Schema }) }) }),
  }),
  operations: z.record(z.string(), Operation),
  components: z.object({ messages: z.record(z.string(), Message), schemas: z.record(z.string(), Schema) }),
});
type Document = z.infer<typeof Document>;

/** The WebSocket page, from the AsyncAPI document. */
export function websocketPage(asyncApi: unknown): string {
  const document = Document.parse(asyncApi);
  const operations = Object.entries(document.operations);
  const actions = operations.filter(([, { action }]) => action === "receive");
  const events = operations.filter(([, { action }]) => action === "send");
  const { query, headers } = document.channels.socket.bindings.ws;
  const main = `<main class="doc">
<h1>${escapeXml(document.info.title)} <small>${escapeXml(document.info.version)}</small></h1>
${tableOfContents("Actions", actions)}
${tableOfContents("Events", events)}
${markdown(document.info.description)}
<h2 id="handshake">Handshake</h2>
<h3>Query</h3>${schemaTable(query)}
<h3>Headers</h3>${schemaTable(headers)}
${tryOut}
<h2 id="actions">Actions of a client</h2>
${actions.map((it) => actionSection(document, it)).join("\n")}
<h3 id="error">error</h3>${messageParts(document, messageNamed(document, "error"))}
<h2 id="events">Events of the server</h2>
${events.map(([name, operation]) => eventSection(document, name, operation)).join("\n")}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(schemaSection).join("\n")}
</main>`;
  return layout({ title: "WebSocket", main, styles: ["docs.css"], script: "socket.js" });
}

const tryOut = `<h2 id="try">Try it</h2>
<p>Choose a user at the top, connect, and send a frame. The button at each example below copies it to this form.</p>
<form id="console">
<label>Location <input name="locationId" value="loc-main"></label> <button name="connect">Connect</button>
<textarea name="frame" rows="6" spellcheck="false">{"action":"ping","requestId":"r1"}</textarea>
<button name="send" disabled>Send</button>
<pre id="log" aria-live="polite"></pre>
</form>`;

function tableOfContents(title: string, operations: readonly (readonly [string, Operation])[]): string {
  const links = operations.map(([name]) => `<a href="#${escapeXml(name)}">${escapeXml(eventName(name))}</a>`);
  return `<nav class="contents"><strong>${title}</strong> ${links.join(" ")}</nav>`;
}

function eventName(operation: string): string {
  return operation.replace("event.", "");
}

function actionSection(document: Document, [name, operation]: readonly [string, Operation]): string {
  const [frame] = messagesOf(document, operation.messages);
  const [ack] = messagesOf(document, operation.reply?.messages ?? []);
  const errors = operation["x-error-codes"].map((code) => `<code>${escapeXml(code)}</code>`).join(", ");
  return `<section><h3 id="${escapeXml(name)}">${escapeXml(name)}</h3>
${frame ? `<p>${inline(`${frame.title}. ${frame.summary}`)}</p>${messageParts(document, frame)}` : ""}
${ack ? `<h4>Answer</h4>${messageParts(document, ack)}` : ""}
<p>Errors: ${errors}</p></section>`;
}

function eventSection(document: Document, name: string, { messages }: Operation): string {
  const parts = messagesOf(document, messages).map(
    (message) => `<p>${inline(`${message.title}. ${message.summary}`)}</p>${messageParts(document, message)}`,
  );
  return `<section><h3 id="${escapeXml(name)}">${escapeXml(eventName(name))}</h3>${parts.join("")}</section>`;
}

function messageParts({ components }: Document, { payload, examples }: Message): string {
  const schema = components.schemas[lastOf(payload)];
  const shown = examples.map((example) => `<pre class="example">${escapeXml(pretty(example.payload))}</pre>`);
  return `${schema ? schemaTable(schema) : ""}${shown.join("")}`;
}

function schemaSection([name, schema]: [string, Schema]): string {
  const text = inline(schema.description ?? "");
  return `<section><h3 id="schema-${escapeXml(name)}">${escapeXml(name)}</h3><p>${text}</p>${schemaTable(schema)}</section>`;
}

function messagesOf(document: Document, refs: readonly z.infer<typeof Ref>[]): Message[] {
  return refs.map((ref) => messageNamed(document, lastOf(ref)));
}

function messageNamed({ components }: Document, name: string): Message {
  const message = components.messages[name];
  if (message === undefined) throw new Error(`no message ${name}`);
  return message;
}

function lastOf({ $ref }: z.infer<typeof Ref>): string {
  return $ref.split("/").at(-1) ?? "";
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
