import * as z from "zod";
import { chatConnections, type PushLocation, type PushPorts, pushEvent } from "../connections/push-event.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import { participantIds } from "../log/roster.ts";
import type { TypingState, TypingThrottle } from "./typing-throttle.ts";

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
  readonly typing: TypingThrottle;
}

interface Typing extends TypingState {
  readonly location: PushLocation;
}

/**
 * Pushes a typing event to the connected other participants, unless the same was pushed just now. Nothing is
 * stored.
 * @throws ChatError `not_found`
 */
export async function pushTyping(
  ports: TypingPorts,
  { location, chat, userId, active }: Typing,
): Promise<void> {
  const { roster } = await openChat(ports, chat, userId);
  if (!ports.typing.passes({ chat, userId, active })) return;
  const others = participantIds(roster).filter((it) => it !== userId);
  const connections = await chatConnections(ports, location, others);
  const event: TypingEvent = { type: "typing", chatId: chat.chatId, userId, active };
  await pushEvent(ports, connections, event);
}
