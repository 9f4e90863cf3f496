import * as z from "zod";
import { Deleted, timeOf, UpdatedAt, versionOf } from "../directory/update-fields.ts";
import type { Profile } from "../directory/user.ts";
import { distinctIds, Id } from "../identifier.ts";
import type { DatePosition } from "../paging.ts";
import { codePoints } from "../text.ts";
import { SentTimestamp, Timestamp } from "../timestamp.ts";

/** The part of a customer conversation that the inbox shows. */
export const Conversation = z
  .object({
    id: z.string().describe("The CRM's id of the conversation."),
    locationId: z.string().describe("The location that the conversation belongs to."),
    contactId: z.string().describe("The customer's id."),
    contactName: z.string().describe("The customer's name."),
    assignedTo: z.string().nullable().describe("The user who owns it; null if nobody does."),
    followers: z.array(z.string()).describe("Users who follow it."),
    lastMessageBody: z.string().nullable().describe("At most 5,000 characters."),
    lastMessageType: z.string().nullable().describe("The CRM's type of the message, such as `TYPE_SMS`."),
    lastMessageDate: Timestamp.nullable().describe("Lists are sorted by it."),
    unreadCount: z.number().int().describe("The number of the customer's unread messages."),
    dateAdded: Timestamp.describe("When the conversation was added."),
    dateUpdated: Timestamp.describe("When the CRM last changed the conversation."),
  })
  .describe("A customer conversation.");
export type Conversation = z.infer<typeof Conversation>;

/**
 * Characters of the last message that are kept: the CRM may send a whole email. Refusing the message would also
 * lose the rest of the update.
 */
const MAX_LAST_MESSAGE = 5000;

/** Halves of characters: the CRM cuts texts by UTF-16 units. Refusing them would also lose the rest of the update. */
const HALVES = /\p{Surrogate}/gu;
const mended = z.string().overwrite((value) => value.replace(HALVES, ""));
const line = (max: number) =>
  mended
    .refine((value) => codePoints(value) <= max, `must have at most ${max} characters`)
    .meta({ maxLength: max });

/** Body of `PUT /directory/conversations/{conversationId}`. */
export const PutConversationRequest = z
  .strictObject({
    locationId: Id.describe("The location that the conversation belongs to now."),
    contactId: Id.describe("The customer's id."),
    contactName: line(200).describe("The customer's name."),
    assignedTo: Id.nullable().describe("The user who owns it; null if nobody does."),
    followers: distinctIds(20, "followers").describe("Users who follow it."),
    lastMessageBody: mended
      .overwrite((body) => [...body].slice(0, MAX_LAST_MESSAGE).join(""))
      .nullable()
      .describe("The first 5,000 characters are kept; half of a character, where the text was cut, is not."),
    lastMessageType: line(100).nullable().describe("The CRM's type of the message, such as `TYPE_SMS`."),
    lastMessageDate: SentTimestamp.nullable().describe("Lists are sorted by it; null comes last."),
    unreadCount: z
      .number()
      .int()
      .min(0, "must not be negative")
      .describe("The conversation counts as unread in the inbox if this is above 0."),
    deleted: Deleted,
    updatedAt: UpdatedAt,
  })
  .describe("A customer conversation of the CRM.");
export type PutConversationRequest = z.infer<typeof PutConversationRequest>;

/** An update as the CRM platform sends it. */
export interface ConversationUpdate extends PutConversationRequest {
  readonly id: string;
}

/** The last update and location of a conversation; kept even for a deleted one. */
export const ConversationVersion = z.object({
  id: z.string(),
  locationId: z.string(),
  dateAdded: Timestamp,
  /** The version of the last applied update; see `versionOf`. */
  dateUpdated: z.string(),
});
export type ConversationVersion = z.infer<typeof ConversationVersion>;

export interface StoredConversation {
  readonly version: ConversationVersion;
  /** Absent while it is deleted. */
  readonly conversation?: Conversation | undefined;
}

/** The stored state (undefined if there is none), and the next one. */
export interface ConversationChange {
  readonly before: StoredConversation | undefined;
  readonly after: StoredConversation;
}

/** The change that an update makes; undefined if the update is not newer. Pure. */
export function applyUpdate(
  update: ConversationUpdate,
  before: StoredConversation | undefined,
): ConversationChange | undefined {
  const { deleted, updatedAt: _updatedAt, ...fields } = update;
  const latest = versionOf(update);
  if (before !== undefined && before.version.dateUpdated >= latest) return undefined;
  const dates = { dateAdded: before?.version.dateAdded ?? timeOf(latest), dateUpdated: timeOf(latest) };
  const version = { id: update.id, locationId: update.locationId, ...dates, dateUpdated: latest };
  return { before, after: { version, conversation: deleted ? undefined : { ...fields, ...dates } } };
}

function isMemberOf({ userId }: Pick<Profile, "userId">, conversation: Conversation): boolean {
  return conversation.assignedTo === userId || conversation.followers.includes(userId);
}

/** Assumes that the user has access to the location (product rule 9). */
export function maySeeConversation(profile: Profile, conversation: Conversation): boolean {
  return !profile.permissions.assignedDataOnly || isMemberOf(profile, conversation);
}

/** The position in a list by last activity. A conversation without a message comes last. */
export function positionOf({ lastMessageDate, id }: Conversation): DatePosition {
  return { date: lastMessageDate ?? "", id };
}

export const ChangedConversation = Conversation.extend({
  deleted: z
    .literal(true)
    .optional()
    .describe("The conversation is gone from this location. Absent if it is not."),
}).describe("A customer conversation that has changed.");

export const ConversationEvent = z
  .object({
    type: z.literal("conversation").describe("The kind of event."),
    conversation: ChangedConversation.describe(
      "The conversation as it is now; marked `deleted` if it is gone from this location. Its `lastMessageBody` is cut where the event would be over 32 KB.",
    ),
  })
  .describe("A customer conversation has changed.");
export type ConversationEvent = z.infer<typeof ConversationEvent>;
