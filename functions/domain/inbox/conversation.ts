import * as z from "zod";
import type { Profile } from "../directory/user.ts";
import { distinctIds, Id } from "../identifier.ts";
import type { DatePosition } from "../paging.ts";
import { SentTimestamp, Timestamp } from "../timestamp.ts";

/** A customer conversation of the CRM, as far as the inbox shows it. */
export const Conversation = z.object({
  id: z.string(),
  locationId: z.string(),
  contactId: z.string(),
  contactName: z.string(),
  assignedTo: z.string().nullable(),
  followers: z.array(z.string()),
  lastMessageBody: z.string().nullable(),
  lastMessageType: z.string().nullable(),
  lastMessageDate: Timestamp.nullable(),
  unreadCount: z.number().int(),
  dateAdded: Timestamp,
  dateUpdated: Timestamp,
});
export type Conversation = z.infer<typeof Conversation>;

/**
 * Characters of a last message that are kept. The CRM's may be a whole email, an event has 32 KB; to
 * refuse it would also lose the assignment that came with it.
 */
const MAX_LAST_MESSAGE = 5000;

const wellFormed = z.string().refine((value) => value.isWellFormed(), "must be well-formed Unicode");
const line = (max: number) => wellFormed.max(max, `must have at most ${max} characters`);

/** Body of `PUT /directory/conversations/{conversationId}`. */
export const PutConversationRequest = z.strictObject({
  locationId: Id,
  contactId: Id,
  contactName: line(200),
  assignedTo: Id.nullable(),
  followers: distinctIds(20, "followers"),
  lastMessageBody: wellFormed.transform((body) => [...body].slice(0, MAX_LAST_MESSAGE).join("")).nullable(),
  lastMessageType: line(100).nullable(),
  lastMessageDate: SentTimestamp.nullable(),
  unreadCount: z.number().int().min(0, "must not be negative"),
  deleted: z.boolean().optional(),
  updatedAt: SentTimestamp,
});
export type PutConversationRequest = z.infer<typeof PutConversationRequest>;

/** An update as the CRM platform sends it. */
export interface ConversationUpdate extends PutConversationRequest {
  readonly id: string;
}

/** What stays known of a conversation, even a deleted one: where it was last, and as of when. */
export const ConversationVersion = z.object({
  id: z.string(),
  locationId: z.string(),
  dateAdded: Timestamp,
  /** `updatedAt` of the update applied last: only a newer one is applied. */
  dateUpdated: Timestamp,
});
export type ConversationVersion = z.infer<typeof ConversationVersion>;

export interface StoredConversation {
  readonly version: ConversationVersion;
  /** Absent while it is deleted. */
  readonly conversation?: Conversation | undefined;
}

/** From what is stored (undefined: nothing) to what will be. */
export interface ConversationChange {
  readonly before: StoredConversation | undefined;
  readonly after: StoredConversation;
}

/** What an update makes of what is stored; undefined where it is not newer. Pure. */
export function changeBy(
  update: ConversationUpdate,
  before: StoredConversation | undefined,
): ConversationChange | undefined {
  const { deleted, updatedAt, ...fields } = update;
  if (before !== undefined && before.version.dateUpdated >= updatedAt) return undefined;
  const dates = { dateAdded: before?.version.dateAdded ?? updatedAt, dateUpdated: updatedAt };
  const version = { id: update.id, locationId: update.locationId, ...dates };
  return { before, after: { version, conversation: deleted ? undefined : { ...fields, ...dates } } };
}

function isMemberOf({ userId }: Pick<Profile, "userId">, conversation: Conversation): boolean {
  return conversation.assignedTo === userId || conversation.followers.includes(userId);
}

/** Of those with part in the location, who may see it (product rule 9). */
export function maySeeConversation(profile: Profile, conversation: Conversation): boolean {
  return !profile.permissions.assignedDataOnly || isMemberOf(profile, conversation);
}

/** Its place in a list by last activity; without a message it comes last. */
export function positionOf({ lastMessageDate, id }: Conversation): DatePosition {
  return { date: lastMessageDate ?? "", id };
}

/** A customer conversation changed; `deleted` where it is gone from this location. */
export const ConversationEvent = z.object({
  type: z.literal("conversation"),
  conversation: Conversation.extend({ deleted: z.literal(true).optional() }),
});
export type ConversationEvent = z.infer<typeof ConversationEvent>;
