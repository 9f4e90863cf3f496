import * as z from "zod";
import { Chat } from "./chat.ts";
import { Conversation } from "./conversation.ts";
import { Entry } from "./entry.ts";
import { ErrorCode } from "./error-code.ts";

/** A customer conversation changed; `deleted` where it is gone from this location. */
const ConversationEvent = z.object({
  type: z.literal("conversation"),
  conversation: Conversation.extend({ deleted: z.literal(true).optional() }),
});
export type ConversationEvent = z.infer<typeof ConversationEvent>;

/** What the server pushes to a WebSocket unasked. */
export const ServerEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("entry"), entry: Entry }),
  z.object({ type: z.literal("chat"), chat: Chat }),
  /** Somebody's read pointer moved. */
  z.object({ type: z.literal("read"), chatId: z.string(), userId: z.string(), seq: z.number().int() }),
  z.object({ type: z.literal("typing"), chatId: z.string(), userId: z.string(), active: z.boolean() }),
  ConversationEvent,
  /** The last word before the server closes. */
  z.object({ type: z.literal("bye"), code: z.enum(["token_expired", "access_lost"]) }),
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
