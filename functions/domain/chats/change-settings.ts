import * as z from "zod";
import type { ChatRef } from "../log/chat-header.ts";
import { ChatSettings, initialMembership } from "../log/membership.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";

/** Answer of `PUT …/settings`. */
export const SettingsState = z
  .object(ChatSettings.required().shape)
  .describe("The caller's settings of a chat.");
export type SettingsState = z.infer<typeof SettingsState>;

export interface SettingsPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly memberships: Pick<MembershipStore, "changeSettings">;
}

interface Change {
  readonly chat: ChatRef;
  readonly userId: string;
  readonly settings: ChatSettings;
}

/** Changes the caller's own star and mute. @throws ChatError `not_found`, `unavailable` */
export async function changeSettings(
  ports: SettingsPorts,
  { chat, userId, settings }: Change,
): Promise<SettingsState> {
  const { roster, participant } = await openChat(ports, chat, userId);
  const membership = await ports.memberships.changeSettings(initialMembership(roster, participant), settings);
  return { starred: membership.starred, muted: membership.muted };
}
