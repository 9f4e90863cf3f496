import type { ChatRef } from "./chat.ts";
import type { Entry, LogEntry } from "./entry.ts";
import { asError } from "./errors.ts";
import { healedMemberships } from "./heal.ts";
import { isFeatureOn, type Location } from "./location.ts";
import type { Membership } from "./membership.ts";
import type { Metrics } from "./metrics.ts";
import type { Notification } from "./notification.ts";
import { dueNotifications } from "./notification-rules.ts";
import type {
  ChatHead,
  ChatStore,
  Clock,
  DeviceStore,
  Directory,
  Log,
  MembershipStore,
  NotificationSettings,
  NotificationSettingsStore,
  NotificationTopic,
  PhoneNotification,
  PushEndpoints,
} from "./ports.ts";
import { removeAsSeen } from "./remove-device.ts";
import { participantIds, participants } from "./roster.ts";
import type { Profile } from "./user.ts";

export interface NotifyPorts {
  readonly chats: Pick<ChatStore, "heads">;
  readonly memberships: Pick<MembershipStore, "many" | "addMissing" | "advanceRead">;
  readonly directory: Pick<Directory, "locationsById" | "profiles">;
  readonly settings: NotificationSettingsStore;
  readonly topic: NotificationTopic;
  readonly endpoints: PushEndpoints;
  readonly devices: Pick<DeviceStore, "remove">;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Epoch milliseconds of general availability. */
  readonly generalAvailability: number;
}

/** Well within the 60 s that the function has: a batch for which they are too short comes again from where it ended. */
const WORK_MS = 40_000;

/**
 * What follows from entries of the log, at least once: missing memberships and read pointers are written,
 * and who wants to know is notified, by the topic and on their devices, in the order of the entries. Each item is read once, whatever the
 * number of entries. Doing it again does no harm: notifications carry one `dedupeId`.
 * @returns how many of the first entries are dealt with; the others have to come again
 * @throws what a store throws: then all have to come again
 */
export async function notifyOf(ports: NotifyPorts, entries: readonly LogEntry[]): Promise<number> {
  const deadline = ports.clock.now() + WORK_MS;
  const isLate = () => ports.clock.now() >= deadline;
  const surroundings = await readSurroundings(ports, entries);
  const notifications = entries.map(({ entry }) => due(ports, entry, surroundings));
  // The topic first, for all: no phone stands in its way.
  const published = await ports.topic.publish(notifications, isLate);
  const { done, gone } = await ports.endpoints.push(
    notifications.slice(0, published).map((group) => toPhones(group, surroundings.settings)),
    isLate,
  );
  await forget(ports, gone);
  for (const { entry } of entries.slice(0, done)) {
    ports.metrics.time("NotificationLag", Math.max(0, ports.clock.now() - Date.parse(entry.dateAdded)));
  }
  return done;
}

/** To each device of those who are not in their quiet hours. */
function toPhones(
  notifications: readonly Notification[],
  settings: ReadonlyMap<string, NotificationSettings>,
): PhoneNotification[] {
  return notifications
    .filter(({ quiet }) => !quiet)
    .flatMap((notification) =>
      (settings.get(notification.userId)?.devices ?? []).map((device) => ({ notification, device })),
    );
}

/** What fails here is found again by the next push. */
async function forget(ports: NotifyPorts, gone: readonly PhoneNotification[]): Promise<void> {
  const distinct = new Map(gone.map((it) => [it.device.deviceId, it]));
  const removals = [...distinct.values()].map(async ({ notification: { userId }, device }) => {
    const { deviceId } = device;
    try {
      const removed = await removeAsSeen(ports, userId, device);
      if (removed) ports.log.info("device removed, it takes no push any more", { userId, deviceId });
    } catch (error) {
      ports.log.warn("device not removed", { userId, deviceId, cause: asError(error) });
    }
  });
  await Promise.all(removals);
}

/** All that decides who is notified of some entries. */
interface Surroundings {
  readonly heads: ReadonlyMap<string, ChatHead>;
  /** By chat. */
  readonly memberships: ReadonlyMap<string, readonly Membership[]>;
  readonly locations: ReadonlyMap<string, Location>;
  readonly profiles: readonly Profile[];
  readonly settings: ReadonlyMap<string, NotificationSettings>;
}

async function readSurroundings(ports: NotifyPorts, entries: readonly LogEntry[]): Promise<Surroundings> {
  const heads = await ports.chats.heads(chatsOf(entries));
  const userIds = [...new Set(heads.flatMap(({ roster }) => participantIds(roster)))];
  const locationIds = [...new Set(heads.map(({ roster }) => roster.locationId))];
  const [memberships, locations, profiles, settings] = await Promise.all([
    healedMemberships(ports.memberships, { heads, entries }),
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

function due(ports: NotifyPorts, entry: Entry, surroundings: Surroundings): Notification[] {
  const { profiles, settings } = surroundings;
  const head = surroundings.heads.get(entry.chatId);
  const location = surroundings.locations.get(entry.locationId);
  const memberships = surroundings.memberships.get(entry.chatId) ?? [];
  const now = ports.clock.now();
  if (head === undefined || location === undefined) return [];
  if (!isFeatureOn(location, ports.generalAvailability, now)) return [];
  const members = participants(head.roster);
  return dueNotifications({ entry, head, members, memberships, location, profiles, settings, now });
}
