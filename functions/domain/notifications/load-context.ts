import { isFeatureOn, type Location } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import type { Profile } from "../directory/user.ts";
import type { ChatRef } from "../log/chat-header.ts";
import type { Entry, LogEntry } from "../log/entry.ts";
import type { Membership } from "../log/membership.ts";
import type { ChatHead, ChatStore, MembershipStore } from "../log/ports.ts";
import { repairMemberships } from "../log/repair-memberships.ts";
import { participantIds, participants } from "../log/roster.ts";
import type { Clock } from "../ports.ts";
import type { Notification } from "./notification.ts";
import type { NotificationSettings, NotificationSettingsStore } from "./ports.ts";
import { dueNotifications } from "./recipients.ts";

export interface ContextPorts {
  readonly chats: Pick<ChatStore, "heads">;
  readonly memberships: Pick<MembershipStore, "many" | "addMissing" | "advanceRead">;
  readonly directory: Pick<Directory, "locationsById" | "profiles">;
  readonly settings: NotificationSettingsStore;
  readonly clock: Clock;
  /** Epoch milliseconds of general availability. */
  readonly generalAvailability: number;
}

/** All that decides who is notified of some entries. */
export interface NotificationContext {
  readonly heads: ReadonlyMap<string, ChatHead>;
  /** By chat. */
  readonly memberships: ReadonlyMap<string, readonly Membership[]>;
  readonly locations: ReadonlyMap<string, Location>;
  readonly profiles: readonly Profile[];
  readonly settings: ReadonlyMap<string, NotificationSettings>;
}

/** Each item once, whatever the number of entries; memberships that are missing are written on the way. */
export async function loadContext(
  ports: ContextPorts,
  entries: readonly LogEntry[],
): Promise<NotificationContext> {
  const heads = await ports.chats.heads(chatsOf(entries));
  const userIds = [...new Set(heads.flatMap(({ roster }) => participantIds(roster)))];
  const locationIds = [...new Set(heads.map(({ roster }) => roster.locationId))];
  const [memberships, locations, profiles, settings] = await Promise.all([
    repairMemberships(ports.memberships, { heads, entries }),
    ports.directory.locationsById(locationIds),
    ports.directory.profiles(userIds),
    ports.settings.ofUsers(userIds),
  ]);
  return {
    heads: new Map(heads.map((head) => [head.roster.chatId, head])),
    memberships: Map.groupBy(memberships, ({ chatId }) => chatId),
    locations: new Map(locations.map((location) => [location.locationId, location])),
    profiles,
    settings,
  };
}

function chatsOf(entries: readonly LogEntry[]): ChatRef[] {
  const chats = entries.map(({ entry: { locationId, chatId } }) => [chatId, { locationId, chatId }] as const);
  return [...new Map(chats).values()];
}

/** The notifications of one of the entries. */
export function notificationsFor(
  { clock, generalAvailability }: Pick<ContextPorts, "clock" | "generalAvailability">,
  entry: Entry,
  surroundings: NotificationContext,
): Notification[] {
  const { profiles, settings } = surroundings;
  const head = surroundings.heads.get(entry.chatId);
  const location = surroundings.locations.get(entry.locationId);
  const memberships = surroundings.memberships.get(entry.chatId) ?? [];
  const now = clock.now();
  if (head === undefined || location === undefined) return [];
  if (!isFeatureOn(location, generalAvailability, now)) return [];
  const members = participants(head.roster);
  return dueNotifications({ entry, head, members, memberships, location, profiles, settings, now });
}
