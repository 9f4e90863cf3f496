import * as z from "zod";
import { Message } from "../domain/log/entry.ts";
import { ReadState } from "../domain/messages/mark-read.ts";
import { SyncResult } from "../domain/messages/sync.ts";
import { Timestamp } from "../domain/timestamp.ts";
import type { Action } from "./frames.ts";

const ack = { type: z.literal("ack"), requestId: z.string() };

/** The ack of each action. */
export const acks = {
  ping: z.object(ack),
  send: z.object({ ...ack, entry: Message }),
  read: z.object({ ...ack, ...ReadState.shape }),
  typing: z.object(ack),
  sync: z.object({ ...ack, chats: SyncResult }),
  watch: z.object(ack),
  auth: z.object({ ...ack, expiresAt: Timestamp }),
} as const satisfies Record<Action, z.ZodType>;

/** The fields of each action's ack. */
export type Acks = { readonly [Of in Action]: Omit<z.infer<(typeof acks)[Of]>, keyof typeof ack> };
