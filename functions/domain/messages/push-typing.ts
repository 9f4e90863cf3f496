import * as z from "zod";
import { chatConnections, type PushPorts, pushEvent } from "../connections/push-event.ts";
import type { ChatRef } from "../log/chat-header.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import { participantIds } from "../log/roster.ts";

export const TypingEvent = z
  .object({
    type: z.literal("typing").describe("The kind of event."),
    chatId: z.string().describe("The chat's id."),
    userId: z.string().describe("The participant who types."),
    active: z.boolean().describe("False if the participant has stopped typing."),
  })
  .describe("A participant types or has stopped typing.");
type TypingEvent = z.infer<typeof TypingEvent>;

export interface TypingPorts extends PushPorts {
  readonly chats: Pick<ChatStore, "head">;
}

/** Pushes a typing event to the connected other participants. Nothing is stored. @throws ChatError `not_found` */
export async function pushTyping(
  ports: TypingPorts,
  { chat, userId, active }: { readonly chat: ChatRef; readonly userId: string; readonly active: boolean },
): Promise<void> {
  const { roster } = await openChat(ports, chat, userId);
  const others = participantIds(roster).filter((it) => it !== userId);
  const connections = await chatConnections(ports, chat.locationId, others);
  const event: TypingEvent = { type: "typing", chatId: chat.chatId, userId, active };
  await pushEvent(ports, connections, event);
}
