import type { ChatRef } from "./chat.ts";
import type { Entry, LogEntry } from "./entry.ts";
import { healedMemberships } from "./heal.ts";
import { isFeatureOn, type Location } from "./location.ts";
import type { Membership } from "./membership.ts";
import type { Notification } from "./notification.ts";
import { dueNotifications } from "./notification-rules.ts";
import type {
  ChatHead,
  ChatStore,
  Clock,
  Directory,
  MembershipStore,
  NotificationTopic,
  PreferenceStore,
} from "./ports.ts";
import type { NotificationPreferences } from "./preferences.ts";
import { participantIds, participants } from "./roster.ts";
import type { Profile } from "./user.ts";

export interface NotifyPorts {
  readonly chats: Pick<ChatStore, "heads">;
  readonly memberships: Pick<MembershipStore, "many" | "addMissing" | "advanceRead">;
  readonly directory: Pick<Directory, "locationsById" | "profiles">;
  readonly preferences: Pick<PreferenceStore, "ofUsers">;
  readonly topic: NotificationTopic;
  readonly clock: Clock;
  /** Epoch milliseconds of general availability. */
  readonly generalAvailability: number;
}

/**
 * What follows from entries of the log, at least once: missing memberships and read pointers are written,
 * and who wants to know is notified, in the order of the entries. Each item is read once, whatever the
 * number of entries. Doing it again does no harm: notifications carry one `dedupeId`.
 * @returns how many of the first entries are dealt with; the others have to come again
 * @throws what a store throws: then all have to come again
 */
export async function notifyOf(ports: NotifyPorts, entries: readonly LogEntry[]): Promise<number> {
  const surroundings = await readSurroundings(ports, entries);
  return ports.topic.publish(entries.map(({ entry }) => due(ports, entry, surroundings)));
}

/** All that decides who is notified of some entries. */
interface Surroundings {
  readonly heads: ReadonlyMap<string, ChatHead>;
  /** By chat. */
  readonly memberships: ReadonlyMap<string, readonly Membership[]>;
  readonly locations: ReadonlyMap<string, Location>;
  readonly profiles: readonly Profile[];
  readonly preferences: ReadonlyMap<string, NotificationPreferences>;
}

async function readSurroundings(ports: NotifyPorts, entries: readonly LogEntry[]): Promise<Surroundings> {
  const heads = await ports.chats.heads(chatsOf(entries));
  const userIds = [...new Set(heads.flatMap(({ roster }) => participantIds(roster)))];
  const locationIds = [...new Set(heads.map(({ roster }) => roster.locationId))];
  const [memberships, locations, profiles, preferences] = await Promise.all([
    healedMemberships(ports.memberships, { heads, entries }),
    ports.directory.locationsById(locationIds),
    ports.directory.profiles(userIds),
    ports.preferences.ofUsers(userIds),
  ]);
  return {
    heads: new Map(heads.map((head) => [head.roster.chatId, head])),
    memberships: Map.groupBy(memberships, ({ chatId }) => chatId),
    locations: new Map(locations.map((location) => [location.locationId, location])),
    profiles,
    preferences,
  };
}

function chatsOf(entries: readonly LogEntry[]): ChatRef[] {
  const chats = entries.map(({ entry: { locationId, chatId } }) => [chatId, { locationId, chatId }] as const);
  return [...new Map(chats).values()];
}

function due(ports: NotifyPorts, entry: Entry, surroundings: Surroundings): Notification[] {
  const { profiles, preferences } = surroundings;
  const head = surroundings.heads.get(entry.chatId);
  const location = surroundings.locations.get(entry.locationId);
  const memberships = surroundings.memberships.get(entry.chatId) ?? [];
  const now = ports.clock.now();
  if (head === undefined || location === undefined) return [];
  if (!isFeatureOn(location, ports.generalAvailability, now)) return [];
  const members = participants(head.roster);
  return dueNotifications({ entry, head, members, memberships, location, profiles, preferences, now });
}
