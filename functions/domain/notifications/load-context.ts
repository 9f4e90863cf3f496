import type { Location } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import type { Profile } from "../directory/user.ts";
import type { ChatRef } from "../log/chat-header.ts";
import type { LogEntry } from "../log/entry.ts";
import type { Membership } from "../log/membership.ts";
import type { ChatHead, ChatStore, MembershipStore } from "../log/ports.ts";
import { initialMemberships } from "../log/repair-memberships.ts";
import { participantIds } from "../log/roster.ts";
import type { NotificationSettings, NotificationSettingsStore } from "./ports.ts";

export interface ContextPorts {
  readonly chats: Pick<ChatStore, "heads">;
  readonly memberships: Pick<MembershipStore, "many">;
  readonly directory: Pick<Directory, "locationsById" | "profiles">;
  readonly settings: NotificationSettingsStore;
}

/** The stored facts that decide which users are notified of some entries. */
export interface NotificationContext {
  readonly heads: readonly ChatHead[];
  readonly memberships: readonly Membership[];
  readonly locations: readonly Location[];
  readonly profiles: readonly Profile[];
  readonly settings: ReadonlyMap<string, NotificationSettings>;
}

/** Reads each item once, regardless of the number of entries. */
export async function loadContext(
  ports: ContextPorts,
  entries: readonly LogEntry[],
): Promise<NotificationContext> {
  const heads = await ports.chats.heads(chatsOf(entries));
  const userIds = [...new Set(heads.flatMap(({ roster }) => participantIds(roster)))];
  const locationIds = [...new Set(heads.map(({ roster }) => roster.locationId))];
  const [memberships, locations, profiles, settings] = await Promise.all([
    ports.memberships.many(initialMemberships(heads)),
    ports.directory.locationsById(locationIds),
    ports.directory.profiles(userIds),
    ports.settings.ofUsers(userIds),
  ]);
  return { heads, memberships, locations, profiles, settings };
}

function chatsOf(entries: readonly LogEntry[]): ChatRef[] {
  const chats = entries.map(({ entry: { locationId, chatId } }) => [chatId, { locationId, chatId }] as const);
  return [...new Map(chats).values()];
}
