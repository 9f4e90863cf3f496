import type { ChatRef } from "./chat.ts";
import type { Entry, LogEntry } from "./entry.ts";
import { isFeatureOn } from "./location.ts";
import { initialMembership, type Membership } from "./membership.ts";
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
import { type Participant, participants } from "./roster.ts";

export interface NotifyPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly memberships: Pick<MembershipStore, "ofChat" | "addMissing" | "advanceRead">;
  readonly directory: Pick<Directory, "location" | "profiles">;
  readonly preferences: Pick<PreferenceStore, "ofUsers">;
  readonly topic: NotificationTopic;
  readonly clock: Clock;
  /** Epoch milliseconds of general availability. */
  readonly generalAvailability: number;
}

/**
 * What follows from an entry in the log, at least once: missing memberships and read pointers are
 * written, and who wants to know is notified. Doing it again does no harm: notifications carry one `dedupeId`.
 * @throws what a store or the topic throws: then the entry has to come again
 */
export async function notifyOf(ports: NotifyPorts, { entry, messageCount }: LogEntry): Promise<void> {
  const chat = { locationId: entry.locationId, chatId: entry.chatId };
  const head = await ports.chats.head(chat);
  if (head === undefined) return;
  const members = participants(head.roster);
  const memberships = await healedMemberships(ports, { chat, head, members });
  await healOwnRead(ports, memberships, { entry, messageCount });
  const notifications = await due(ports, { entry, head, members, memberships });
  if (notifications.length > 0) await ports.topic.publish(notifications);
}

interface ChatMembers {
  readonly chat: ChatRef;
  readonly head: ChatHead;
  readonly members: readonly Participant[];
}

/** The memberships of all participants; those whose writer died before it wrote them are written now. */
async function healedMemberships(
  ports: NotifyPorts,
  { chat, head, members }: ChatMembers,
): Promise<Membership[]> {
  const stored = await ports.memberships.ofChat(
    chat,
    members.map(({ userId }) => userId),
  );
  const known = new Set(stored.map(({ userId }) => userId));
  const missing = members
    .filter(({ userId }) => !known.has(userId))
    .map((member) => initialMembership(head.roster, member));
  if (missing.length > 0) await ports.memberships.addMissing(missing);
  return [...stored, ...missing];
}

/** Posting moves one's own read pointer: where that write got lost, it is made up for here. */
async function healOwnRead(
  { memberships: store }: NotifyPorts,
  memberships: readonly Membership[],
  { entry, messageCount }: LogEntry,
): Promise<void> {
  const own = memberships.find(({ userId }) => userId === entry.userId);
  if (entry.kind !== "message" || own === undefined || own.readSeq >= entry.seq) return;
  await store.advanceRead(own, { seq: entry.seq, messageCount });
}

interface Situation {
  readonly entry: Entry;
  readonly head: ChatHead;
  readonly members: readonly Participant[];
  readonly memberships: readonly Membership[];
}

async function due(ports: NotifyPorts, situation: Situation) {
  const userIds = situation.members.map(({ userId }) => userId);
  const now = ports.clock.now();
  const [location, profiles, preferences] = await Promise.all([
    ports.directory.location(situation.entry.locationId),
    ports.directory.profiles(userIds),
    ports.preferences.ofUsers(userIds),
  ]);
  if (location === undefined || !isFeatureOn(location, ports.generalAvailability, now)) return [];
  return dueNotifications({ ...situation, location, profiles, preferences, now });
}
