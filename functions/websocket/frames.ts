import * as z from "zod";
import { ClientKey } from "../domain/identifier.ts";
import { hasContent, messageFields, NO_CONTENT } from "../domain/message.ts";

const requestId = ClientKey;

const PingFrame = z.strictObject({ action: z.literal("ping"), requestId });

const SendFrame = z
  .strictObject({ action: z.literal("send"), requestId, chatId: z.string(), ...messageFields })
  .refine(hasContent, NO_CONTENT);

/** Events of customer conversations on or off for this connection. */
const WatchFrame = z.strictObject({ action: z.literal("watch"), requestId, conversations: z.boolean() });

/** What a client may say, by `action`. */
export const frames = { ping: PingFrame, send: SendFrame, watch: WatchFrame } as const;

/** What every frame has, whatever it asks. */
export const Envelope = z.looseObject({ action: z.enum(["ping", "send", "watch"]), requestId });

/** The `requestId` of a frame that is wrong otherwise, so that the client can tell which one it was. */
export const Addressed = z.looseObject({ requestId });
