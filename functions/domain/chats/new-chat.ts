import * as z from "zod";
import { ClientKey, Id } from "../identifier.ts";
import type { Append, CreationKey } from "../log/append.ts";
import { advance, type ChatRef, emptyHeader, nextInLog } from "../log/chat-header.ts";
import { CrmRecords } from "../log/crm-record.ts";
import type { Roster } from "../log/roster.ts";
import { MessageText, messageAfter } from "../messages/message.ts";
import { text } from "../text.ts";

/** Code points of a subject. */
export const Subject = text(120);

/** Body of `POST …/internal-chats`. The creator is added by itself: 99 others make 100. */
export const CreateChatRequest = z.strictObject({
  participantIds: z.array(Id).min(1, "must name at least one user").max(99, "must name at most 99 users"),
  subject: Subject.nullable().optional(),
  message: z.strictObject({ body: MessageText, clientMessageId: ClientKey }).optional(),
  records: CrmRecords.optional(),
});
export type CreateChatRequest = z.infer<typeof CreateChatRequest>;

interface NewChatDetails {
  readonly locationId: string;
  readonly chatId: string;
  readonly creatorId: string;
  /** All participants, the creator among them. */
  readonly userIds: string[];
  readonly request: CreateChatRequest;
  /** For the first message, where there is one. */
  readonly messageId: string;
  readonly now: number;
  readonly creationKey?: CreationKey | undefined;
}

/** A new chat as one transaction: `chat_created` is seq 1, a first message seq 2. */
export interface NewChat {
  readonly append: Append;
  readonly roster: Roster;
}

export function found(founders: NewChatDetails): NewChat {
  const { locationId, chatId, creatorId, userIds, request, now } = founders;
  const start = emptyHeader({ locationId, chatId });
  const created = advance(start, {
    ...nextInLog(start, creatorId, now),
    kind: "chat_created",
    participantIds: userIds,
    subject: request.subject ?? null,
  });
  const { message } = request;
  if (message === undefined) return founding([created], founders);
  const from = { userId: creatorId, now, messageId: founders.messageId };
  return founding([created, advance(created.header, messageAfter(created.header, from, message))], founders);
}

function founding(steps: readonly [Step, ...Step[]], founders: NewChatDetails): NewChat {
  const { locationId, chatId, creatorId, request } = founders;
  const chat: ChatRef = { locationId, chatId };
  const { header } = steps.at(-1) ?? steps[0];
  const roster = initialRoster(founders, {
    dateAdded: steps[0].logEntry.entry.dateAdded,
    through: header.lastSeq,
  });
  const receipt = request.message && {
    userId: creatorId,
    clientMessageId: request.message.clientMessageId,
    seq: header.lastSeq,
    messageId: founders.messageId,
  };
  const entries = steps.map(({ logEntry }) => logEntry);
  const { creationKey } = founders;
  const keys = { ...(receipt && { receipt }), ...(creationKey && { creationKey }) };
  return { append: { chat, afterSeq: 0, header, entries, roster, ...keys }, roster };
}

type Step = ReturnType<typeof advance>;

function initialRoster(founders: NewChatDetails, created: { dateAdded: string; through: number }): Roster {
  const { locationId, chatId, creatorId, userIds, request } = founders;
  const { dateAdded } = created;
  const first = { seq: 1, historyFromSeq: 1, messageCount: 0, historyAccess: "full" } as const;
  return {
    locationId,
    chatId,
    createdBy: creatorId,
    dateAdded,
    records: request.records ?? [],
    createdThroughSeq: created.through,
    joins: [{ ...first, userIds, addedBy: creatorId, dateAdded }],
  };
}
