import * as z from "zod";
import { Id } from "../identifier.ts";
import type { CreationAppend, CreationKey } from "../log/append.ts";
import { advance, emptyHeader, nextInLog } from "../log/chat-header.ts";
import { CrmRecords } from "../log/crm-record.ts";
import type { Roster } from "../log/roster.ts";
import { MessageText, messageAfter, messageFields } from "../messages/message.ts";
import { lineOfText, TEXT_RULES } from "../text.ts";

/** 1–120 code points in one line. */
export const Subject = lineOfText(120);
/** The rules of `Subject`, for descriptions of fields. */
export const SUBJECT_RULES = `${TEXT_RULES} No line breaks.`;

export const FirstMessage = z
  .strictObject({
    body: MessageText.describe(TEXT_RULES),
    clientMessageId: messageFields.clientMessageId,
  })
  .describe("The first message of a chat.");

/** Body of `POST …/internal-chats`. 99 users and the creator make 100 participants. */
export const CreateChatRequest = z
  .strictObject({
    participantIds: z
      .array(Id)
      .min(1, "must name at least one user")
      .max(99, "must name at most 99 users")
      .describe(
        "Users of the location. The creator is always a participant and may be named, but not as the only one.",
      ),
    subject: Subject.nullable().optional().describe(SUBJECT_RULES),
    message: FirstMessage.optional().describe(
      "The first message, written in the same transaction as the chat.",
    ),
    records: CrmRecords.optional().describe("CRM records that the chat is about."),
  })
  .describe("A new chat.");
export type CreateChatRequest = z.infer<typeof CreateChatRequest>;

export interface NewChat {
  readonly locationId: string;
  readonly chatId: string;
  readonly creatorId: string;
  /** All participants, including the creator. */
  readonly userIds: string[];
  readonly request: CreateChatRequest;
  /** The id of the first message, if there is one. */
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly creationKey?: CreationKey | undefined;
}

/** The transaction that creates a chat: `chat_created` has seq 1, a first message seq 2. */
export function buildNewChat(chat: NewChat): CreationAppend {
  const { locationId, chatId, creatorId, userIds, request, now } = chat;
  const start = emptyHeader({ locationId, chatId });
  const created = advance(start, {
    ...nextInLog(start, creatorId, now),
    kind: "chat_created",
    participantIds: userIds,
    subject: request.subject ?? null,
  });
  const { message } = request;
  if (message === undefined) return creationOf([created], chat);
  const origin = { userId: creatorId, now, messageId: chat.messageId };
  return creationOf([created, advance(created.header, messageAfter(created.header, origin, message))], chat);
}

type Step = ReturnType<typeof advance>;

function creationOf(steps: readonly [Step, ...Step[]], chat: NewChat): CreationAppend {
  const { locationId, chatId, creatorId, messageId, request, creationKey } = chat;
  const { header } = steps.at(-1) ?? steps[0];
  const receipt = request.message && {
    userId: creatorId,
    clientMessageId: request.message.clientMessageId,
    seq: header.lastSeq,
    messageId,
  };
  return {
    chat: { locationId, chatId },
    afterSeq: 0,
    header,
    entries: steps.map(({ logEntry }) => logEntry),
    roster: initialRoster(chat, {
      dateAdded: steps[0].logEntry.entry.dateAdded,
      throughSeq: header.lastSeq,
    }),
    ...(receipt && { receipt }),
    ...(creationKey && { creationKey }),
  };
}

function initialRoster(chat: NewChat, created: { dateAdded: string; throughSeq: number }): Roster {
  const { locationId, chatId, creatorId, userIds, request } = chat;
  const { dateAdded } = created;
  const first = { seq: 1, historyFromSeq: 1, messageCount: 0, historyAccess: "full" } as const;
  return {
    locationId,
    chatId,
    createdBy: creatorId,
    dateAdded,
    records: request.records ?? [],
    createdThroughSeq: created.throughSeq,
    joins: [{ ...first, userIds, addedBy: creatorId, dateAdded }],
  };
}
