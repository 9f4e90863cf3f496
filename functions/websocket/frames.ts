import * as z from "zod";
import { ClientKey } from "../domain/identifier.ts";
import { MarkReadRequest } from "../domain/messages/mark-read.ts";
import { hasContent, messageFields, NO_CONTENT } from "../domain/messages/message.ts";
import { SyncRequest } from "../domain/messages/sync.ts";

/** The values of a frame's `action`. */
const ACTIONS = ["ping", "send", "read", "typing", "sync", "watch", "auth"] as const;
export type Action = (typeof ACTIONS)[number];

const requestId = ClientKey.describe("The client chooses it, and the answer carries it.");
const frame = <Name extends Action>(action: Name) => ({
  action: z.literal(action).describe("The action to perform."),
  requestId,
});
const chatId = z.string().describe("The chat's id.");

/** The frames that a client may send, by `action`. */
export const frames = {
  ping: z.strictObject(frame("ping")).describe("Keeps the connection from being idle."),
  send: z
    .strictObject({ ...frame("send"), chatId, ...messageFields })
    .refine(hasContent, NO_CONTENT)
    .describe("Sends a message."),
  read: z
    .strictObject({ ...frame("read"), chatId, ...MarkReadRequest.shape })
    .describe("Moves the caller's read pointer forward."),
  typing: z
    .strictObject({
      ...frame("typing"),
      chatId,
      active: z.boolean().describe("False if the caller has stopped typing."),
    })
    .describe("Says that the caller types or has stopped typing."),
  sync: z
    .strictObject({
      ...frame("sync"),
      chats: SyncRequest.describe("By chat id: the last `seq` that the client has without a gap."),
    })
    .describe("Asks for the entries that the client has missed."),
  watch: z
    .strictObject({
      ...frame("watch"),
      conversations: z.boolean().describe("True turns the events on. They are off at first."),
    })
    .describe("Turns events of customer conversations on or off for this connection."),
  auth: z
    .strictObject({
      ...frame("auth"),
      token: z
        .string()
        .min(1)
        .describe("A fresh token of the same user, in the same kind of session, before the old one expires."),
    })
    .describe("Lets the connection outlive its token."),
} as const satisfies Record<Action, z.ZodType>;

/** The fields of every frame. */
export const Envelope = z.looseObject({
  action: z.enum(ACTIONS),
  requestId,
  /** A chat id lets the action's items be prefetched. */
  chatId: z.string().optional().catch(undefined),
});

/** The `requestId` of an otherwise invalid frame, so that the client can match the error to it. */
export const Addressed = z.looseObject({ requestId });
