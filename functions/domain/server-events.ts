import * as z from "zod";
import { ChatEvent } from "./chats/push-new-participants.ts";
import { ByeEvent } from "./connections/close-connections.ts";
import { ErrorCode } from "./errors.ts";
import { ConversationEvent } from "./inbox/conversation.ts";
import { ReadEvent } from "./messages/mark-read.ts";
import { EntryEvent } from "./messages/push-entry.ts";
import { TypingEvent } from "./messages/push-typing.ts";

/** Every event that the server pushes to a WebSocket unasked. */
export const ServerEvent = z.discriminatedUnion("type", [
  EntryEvent,
  ChatEvent,
  ReadEvent,
  TypingEvent,
  ConversationEvent,
  ByeEvent,
]);
export type ServerEvent = z.infer<typeof ServerEvent>;

/** The answer to a frame that failed. */
export const ErrorFrame = z.object({
  type: z.literal("error"),
  /** Null where the frame had none to be read. */
  requestId: z.string().nullable(),
  statusCode: z.number().int(),
  code: ErrorCode,
  message: z.union([z.string(), z.array(z.string()).readonly()]),
});
export type ErrorFrame = z.infer<typeof ErrorFrame>;
