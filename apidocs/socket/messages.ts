import type * as z from "zod";
import type { ErrorCode } from "../../functions/domain/errors.ts";
import { ErrorFrame, ServerEvent } from "../../functions/domain/server-events.ts";
import { acks } from "../../functions/websocket/acks.ts";
import { frames } from "../../functions/websocket/frames.ts";
import { errorExample } from "../examples.ts";
import { nameOf, refTo } from "../schemas/json-schemas.ts";
import { actionDocs, frameErrors } from "./actions.ts";
import { eventDocs } from "./events.ts";

/** The documentation of one kind of frame. */
export interface MessageDoc {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

export interface ActionMessages {
  readonly action: string;
  readonly frame: MessageDoc;
  readonly ack: MessageDoc;
  readonly errors: readonly ErrorCode[];
}

const requestId = "r1";

/** The frame, ack and errors of each action. */
export const actionMessages: readonly ActionMessages[] = Object.entries(actionDocs).map(
  ([action, { summary, text, example, ack, errors }]) => ({
    action,
    frame: {
      name: action,
      title: summary,
      text,
      schema: schemaIn(frames, action),
      example: { action, requestId, ...example },
    },
    ack: {
      name: `${action}.ack`,
      title: `Answer to ${action}`,
      text: "The action succeeded.",
      schema: schemaIn(acks, action),
      example: { type: "ack", requestId, ...ack },
    },
    errors: [...frameErrors, ...errors, "internal", "unavailable"],
  }),
);

export const eventMessages: readonly MessageDoc[] = ServerEvent.options.map((schema) => {
  const { summary, text, example } = eventDocs[schema.shape.type.value];
  return { name: `event.${schema.shape.type.value}`, title: summary, text, schema, example };
});

const { error: _error, ...failure } = errorExample("invalid_request");

export const errorMessage: MessageDoc = {
  name: "error",
  title: "An action failed",
  text: "`requestId` is null if the frame had no readable one. Decide by `code` and `statusCode`; new codes are errors of their status.",
  schema: ErrorFrame,
  example: { type: "error", requestId, ...failure },
};

export const allMessages: readonly MessageDoc[] = [
  ...actionMessages.flatMap(({ frame, ack }) => [frame, ack]),
  errorMessage,
  ...eventMessages,
];

export function messageObject({ name, title, text, schema, example }: MessageDoc): object {
  return {
    name,
    title,
    summary: text,
    contentType: "application/json",
    payload: refTo(nameOf(schema, name)),
    examples: [{ name, payload: example }],
  };
}

function schemaIn(schemas: Readonly<Record<string, z.ZodType>>, action: string): z.ZodType {
  const schema = schemas[action];
  if (schema === undefined) throw new Error(`${action}: no schema`);
  return schema;
}
