import * as z from "zod";
import { ChatEvent } from "./chats/push-new-participants.ts";
import { ByeEvent } from "./connections/close-connections.ts";
import { ConflictReason, ErrorCode, ErrorMessage } from "./errors.ts";
import { ConversationEvent } from "./inbox/conversation.ts";
import { ReadEvent } from "./messages/mark-read.ts";
import { EntryEvent } from "./messages/push-entry.ts";
import { TypingEvent } from "./messages/push-typing.ts";

/** All events that the server pushes to WebSockets. */
export const ServerEvent = z.discriminatedUnion("type", [
  EntryEvent,
  ChatEvent,
  ReadEvent,
  TypingEvent,
  ConversationEvent,
  ByeEvent,
]);
export type ServerEvent = z.infer<typeof ServerEvent>;

export const ErrorFrame = z
  .object({
    type: z.literal("error").describe("The action failed."),
    requestId: z
      .string()
      .nullable()
      .describe("`requestId` of the frame that failed; null if the frame had no readable one."),
    statusCode: z.number().int().describe("The status that REST would answer."),
    code: ErrorCode.describe("The reason. Clients decide by this field."),
    message: ErrorMessage,
    reason: ConflictReason.optional().describe("Present with `conflict` only."),
    traceId: z.string().describe("The gateway's id of the frame, as in the logs. Give it to the operators."),
    retryAfter: z
      .number()
      .int()
      .optional()
      .describe("Present with 429 and 503 only: seconds after which the client may try again."),
  })
  .describe("The answer to a frame that failed. It has at most 4 KB.");
export type ErrorFrame = z.infer<typeof ErrorFrame>;
