import * as z from "zod";
import { ClientKey } from "../domain/identifier.ts";
import { MarkReadRequest } from "../domain/messages/mark-read.ts";
import { hasContent, messageFields, NO_CONTENT } from "../domain/messages/message.ts";
import { SyncRequest } from "../domain/messages/sync.ts";

/** The values of a frame's `action`. */
const ACTIONS = ["ping", "send", "read", "typing", "sync", "watch", "auth"] as const;
export type Action = (typeof ACTIONS)[number];

const requestId = ClientKey;
const chatId = z.string();

/** The frames that a client may send, by `action`. */
export const frames = {
  ping: z.strictObject({ action: z.literal("ping"), requestId }),
  send: z
    .strictObject({ action: z.literal("send"), requestId, chatId, ...messageFields })
    .refine(hasContent, NO_CONTENT),
  read: z.strictObject({ action: z.literal("read"), requestId, chatId, ...MarkReadRequest.shape }),
  typing: z.strictObject({ action: z.literal("typing"), requestId, chatId, active: z.boolean() }),
  sync: z.strictObject({ action: z.literal("sync"), requestId, chats: SyncRequest }),
  /** Events of customer conversations on or off for this connection. */
  watch: z.strictObject({ action: z.literal("watch"), requestId, conversations: z.boolean() }),
  /** A fresh token of the same user, before the old one expires. */
  auth: z.strictObject({ action: z.literal("auth"), requestId, token: z.string().min(1) }),
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
