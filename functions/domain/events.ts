import * as z from "zod";
import { Chat } from "./chat.ts";
import { Entry } from "./entry.ts";

/** What the server pushes to a WebSocket unasked. */
export const ServerEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("entry"), entry: Entry }),
  z.object({ type: z.literal("chat"), chat: Chat }),
]);
export type ServerEvent = z.infer<typeof ServerEvent>;
