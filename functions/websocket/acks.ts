import * as z from "zod";
import { Message } from "../domain/log/entry.ts";
import { ReadState } from "../domain/messages/mark-read.ts";
import { SyncResult } from "../domain/messages/sync.ts";
import { Timestamp } from "../domain/timestamp.ts";
import type { Action } from "./frames.ts";

const ack = {
  type: z.literal("ack").describe("The action succeeded."),
  requestId: z.string().describe("`requestId` of the frame that is answered."),
};

/** The ack of each action. */
export const acks = {
  ping: z.object(ack).describe("The connection is alive."),
  send: z
    .object({
      ...ack,
      entry: Message.describe("The message's entry. A retry gets the entry of the first send."),
    })
    .describe("The message is in the log."),
  read: z.object({ ...ack, ...ReadState.shape }).describe("The caller's read pointer."),
  typing: z.object(ack).describe("The event was pushed to the other participants."),
  sync: z
    .object({
      ...ack,
      chats: SyncResult.describe("By chat id. Chats that the caller may not see are left out."),
    })
    .describe("The entries that the client has missed."),
  watch: z.object(ack).describe("The choice is stored for this connection."),
  auth: z
    .object({ ...ack, expiresAt: Timestamp.describe("When the connection now expires.") })
    .describe("The connection has a new expiry."),
} as const satisfies Record<Action, z.ZodType>;

/** The fields of each action's ack. */
export type Acks = { readonly [Of in Action]: Omit<z.infer<(typeof acks)[Of]>, keyof typeof ack> };
