import type { ChatRef } from "./chat.ts";
import { type DeliveryPorts, liveConnections, pushEvent } from "./deliver.ts";
import { openChat } from "./open-chat.ts";
import type { ChatStore } from "./ports.ts";
import { participantIds } from "./roster.ts";

export interface TypingPorts extends DeliveryPorts {
  readonly chats: Pick<ChatStore, "head">;
}

/** Tells the other participants who are online that somebody types, or stopped. Stored nowhere. @throws ChatError `not_found` */
export async function announceTyping(
  ports: TypingPorts,
  { chat, userId, active }: { readonly chat: ChatRef; readonly userId: string; readonly active: boolean },
): Promise<void> {
  const { roster } = await openChat(ports, chat, userId);
  const others = participantIds(roster).filter((it) => it !== userId);
  const connections = await liveConnections(ports, chat.locationId, others);
  await pushEvent(ports, connections, { type: "typing", chatId: chat.chatId, userId, active });
}
