import { hasPartIn, type Location } from "../directory/location.ts";
import type { Profile } from "../directory/user.ts";
import type { Entry } from "../log/entry.ts";
import type { Membership } from "../log/membership.ts";
import type { ChatHead } from "../log/ports.ts";
import type { Participant } from "../log/roster.ts";
import { preview } from "../text.ts";
import type { Notification } from "./notification.ts";
import type { NotificationSettings } from "./ports.ts";
import { defaultPreferences, isQuiet, type NotificationPreferences } from "./preferences.ts";

/** All that decides who is notified of one entry. */
export interface NotificationFacts {
  readonly entry: Entry;
  readonly head: ChatHead;
  readonly members: readonly Participant[];
  readonly memberships: readonly Membership[];
  readonly location: Location;
  readonly profiles: readonly Profile[];
  readonly settings: ReadonlyMap<string, Pick<NotificationSettings, "preferences">>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * One notification for each participant who wants one of this entry. Nobody is notified of what they
 * did, have read already, cannot see, or muted, nor when they lost access.
 */
export function dueNotifications(facts: NotificationFacts): Notification[] {
  const event = eventOf(facts.entry);
  if (event === undefined) return [];
  const profiles = byUser(facts.profiles);
  const memberships = byUser(facts.memberships);
  const occasion = occasionOf(facts, event, profiles.get(facts.entry.userId)?.name ?? "");
  return facts.members
    .filter((member) => concerns(facts.entry, member))
    .filter(({ userId }) => hasAccess(profiles.get(userId), facts.location))
    .filter(({ userId }) => isUnread(memberships.get(userId), facts.entry, event))
    .filter(({ userId }) => wants(preferencesOf(facts, userId), event))
    .map(({ userId }) => ({
      ...occasion,
      userId,
      quiet: isQuiet(preferencesOf(facts, userId).quietHours, facts.now),
      dedupeId: [occasion.chatId, occasion.seq, event, userId].join("."),
    }));
}

type Event = Notification["event"];

function eventOf(entry: Entry): Event | undefined {
  if (entry.kind === "message") return "message";
  return entry.kind === "chat_created" || entry.kind === "participants_added" ? "added" : undefined;
}

/** Not one's own doing, and within one's history; of an adding, only who came in by it. */
function concerns(entry: Entry, member: Participant): boolean {
  if (member.userId === entry.userId || member.historyFromSeq > entry.seq) return false;
  return entry.kind === "message" || member.joinedSeq === entry.seq;
}

function hasAccess(profile: Profile | undefined, location: Location): boolean {
  return profile !== undefined && hasPartIn(profile, location) && profile.permissions.conversationsEnabled;
}

/** Everybody begins with the entry that brought them in as read, so that alone does not count as seen. */
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

/** What all notifications of an entry have in common. */
function occasionOf(
  { entry, head }: NotificationFacts,
  event: Event,
  senderName: string,
): Omit<Notification, "userId" | "quiet" | "dedupeId"> {
  const { locationId, chatId, seq, dateAdded } = entry;
  return {
    version: 1,
    event,
    locationId,
    chatId,
    seq,
    senderId: entry.userId,
    senderName,
    subject: head.header.subject,
    preview: entry.kind === "message" ? preview(entry.body) : "",
    dateAdded,
  };
}

function byUser<Value extends { readonly userId: string }>(
  values: readonly Value[],
): ReadonlyMap<string, Value> {
  return new Map(values.map((value) => [value.userId, value]));
}
