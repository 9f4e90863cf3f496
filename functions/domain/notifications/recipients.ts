import { canUseConversations, type Location } from "../directory/location.ts";
import type { Profile } from "../directory/user.ts";
import type { Entry, LogEntry } from "../log/entry.ts";
import type { Membership } from "../log/membership.ts";
import type { ChatHead } from "../log/ports.ts";
import { type Participant, participants } from "../log/roster.ts";
import { preview } from "../text.ts";
import type { Notification } from "./notification.ts";
import type { NotificationSettings } from "./ports.ts";
import { defaultPreferences, isQuiet, type NotificationPreferences } from "./preferences.ts";

/** The facts that decide which users are notified of entries. */
export interface NotificationFacts {
  readonly heads: readonly ChatHead[];
  readonly memberships: readonly Membership[];
  readonly locations: readonly Location[];
  readonly profiles: readonly Profile[];
  readonly settings: ReadonlyMap<string, Pick<NotificationSettings, "preferences">>;
  /** Ids of the locations where Internal Chat is on. */
  readonly openLocations: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The facts for one entry. */
interface EntryFacts {
  readonly head: ChatHead;
  readonly location: Location;
  readonly membershipOf: ReadonlyMap<string, Membership>;
  readonly profileOf: ReadonlyMap<string, Profile>;
}

/**
 * The notifications of each entry, one per participant who wants one. A participant gets none for their own
 * entries, for entries that they have read or cannot see, for muted chats, and after they have lost access.
 */
export function notificationsFor(entries: readonly LogEntry[], facts: NotificationFacts): Notification[][] {
  const headOf = new Map(facts.heads.map((head) => [head.roster.chatId, head]));
  const locationOf = new Map(facts.locations.map((location) => [location.locationId, location]));
  const profileOf = byUser(facts.profiles);
  const membershipsOf = Map.groupBy(facts.memberships, ({ chatId }) => chatId);
  return entries.map(({ entry }) => {
    const head = headOf.get(entry.chatId);
    const location = locationOf.get(entry.locationId);
    if (head === undefined || location === undefined || !facts.openLocations.has(entry.locationId)) return [];
    const membershipOf = byUser(membershipsOf.get(entry.chatId) ?? []);
    return notificationsOf(entry, facts, { head, location, membershipOf, profileOf });
  });
}

function notificationsOf(
  entry: Entry,
  facts: NotificationFacts,
  { head, location, membershipOf, profileOf }: EntryFacts,
): Notification[] {
  const event = eventOf(entry);
  if (event === undefined) return [];
  const fields = commonFields(entry, { event, head, senderName: profileOf.get(entry.userId)?.name ?? "" });
  return participants(head.roster)
    .filter((participant) => isRecipient(participant, entry))
    .filter(({ userId }) => canUseConversations(profileOf.get(userId), location))
    .filter(({ userId }) => isUnread(membershipOf.get(userId), entry, event))
    .filter(({ userId }) => wants(preferencesOf(facts, userId), event))
    .map(({ userId }) => ({
      ...fields,
      userId,
      quiet: isQuiet(preferencesOf(facts, userId).quietHours, facts.now),
      dedupeId: [fields.chatId, fields.seq, event, userId].join("."),
    }));
}

type Event = Notification["event"];

function eventOf(entry: Entry): Event | undefined {
  if (entry.kind === "message") return "message";
  return entry.kind === "chat_created" || entry.kind === "participants_added" ? "added" : undefined;
}

/** Recipients are other users who may see the entry; of an added notification, only the added ones. */
function isRecipient({ userId, historyFromSeq, joinedSeq }: Participant, entry: Entry): boolean {
  if (userId === entry.userId || historyFromSeq > entry.seq) return false;
  return entry.kind === "message" || joinedSeq === entry.seq;
}

/** The entry that added a user counts as read from the start, so a read pointer at it does not prove a read. */
function isUnread(membership: Membership | undefined, entry: Entry, event: Event): boolean {
  if (membership === undefined) return true;
  if (membership.muted) return false;
  return event === "added" ? membership.readSeq <= entry.seq : membership.readSeq < entry.seq;
}

function preferencesOf({ settings }: NotificationFacts, userId: string): NotificationPreferences {
  return settings.get(userId)?.preferences ?? defaultPreferences;
}

function wants({ internalChat }: NotificationPreferences, event: Event): boolean {
  return internalChat === "every_message" || (internalChat === "added_only" && event === "added");
}

/** The fields that all notifications of an entry share. */
function commonFields(
  entry: Entry,
  about: { readonly event: Event; readonly head: ChatHead; readonly senderName: string },
): Omit<Notification, "userId" | "quiet" | "dedupeId"> {
  const { locationId, chatId, seq, dateAdded } = entry;
  return {
    version: 1,
    event: about.event,
    locationId,
    chatId,
    seq,
    senderId: entry.userId,
    senderName: about.senderName,
    subject: about.head.header.subject,
    preview: entry.kind === "message" ? preview(entry.body) : "",
    dateAdded,
  };
}

function byUser<Value extends { readonly userId: string }>(
  values: readonly Value[],
): ReadonlyMap<string, Value> {
  return new Map(values.map((value) => [value.userId, value]));
}
