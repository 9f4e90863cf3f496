import * as z from "zod";
import { ChatEvent } from "./chats/push-new-participants.ts";
import { ByeEvent } from "./connections/close-connections.ts";
import { ErrorCode } from "./errors.ts";
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
    message: z
      .union([z.string(), z.array(z.string()).readonly()])
      .describe("For developers: one line per problem with status 422, otherwise one sentence."),
  })
  .describe("The answer to a frame that failed.");
export type ErrorFrame = z.infer<typeof ErrorFrame>;
