import { Ajv } from "ajv";
import * as z from "zod";
import { asyncApi } from "../../apidocs/socket/asyncapi.ts";
import { compiler, pointerTo, problemsWith } from "./strict-schemas.ts";

const Document = z.object({
  components: z.object({
    messages: z.record(z.string(), z.object({ payload: z.object({ $ref: z.string() }) })),
  }),
});

const published = asyncApi();
const { messages } = Document.parse(published).components;
const schemaAt = compiler(new Ajv({ strict: false, allErrors: true }), published);

export interface ServerFrame {
  readonly type: string;
  readonly requestId?: string | null | undefined;
  readonly [field: string]: unknown;
}

/**
 * @param action the action of the client's frame that this frame answers
 * @throws Error where a frame of the server differs from the AsyncAPI document
 */
export function checkFrame(frame: ServerFrame, action: string | undefined): void {
  const name = messageOf(frame, action);
  const problem = name === undefined ? "nothing was asked under this requestId" : problemIn(name, frame);
  if (problem !== undefined) throw new Error(`${JSON.stringify(frame)}: ${problem}`);
}

function messageOf({ type }: ServerFrame, action: string | undefined): string | undefined {
  if (type === "ack") return action && `${action}.ack`;
  return type === "error" ? type : `event.${type}`;
}

function problemIn(name: string, frame: ServerFrame): string | undefined {
  const message = messages[name];
  if (message === undefined) return `the message ${name} is not documented`;
  const schema = message.payload.$ref.split("/").at(-1) ?? "";
  return problemsWith(schemaAt(pointerTo("components", "schemas", schema)), frame);
}
