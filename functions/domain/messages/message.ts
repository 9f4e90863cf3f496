import * as z from "zod";
import { ClientKey, Id } from "../identifier.ts";
import { type ChatHeader, nextInLog } from "../log/chat-header.ts";
import { type CrmRecord, CrmRecords } from "../log/crm-record.ts";
import type { AttachmentSummary, Message } from "../log/entry.ts";
import { TEXT_RULES, text } from "../text.ts";

/** Code points of a message (product rule 7). */
export const MessageText = text(5000);

/** The fields of a message that a REST body and a `send` frame share. */
export const messageFields = {
  clientMessageId: ClientKey.describe("The sender's key of the message: the same at each retry."),
  body: MessageText.optional().describe(`Required without \`attachmentIds\`. ${TEXT_RULES}`),
  attachmentIds: z
    .array(Id)
    .max(10, "must have at most 10 attachments")
    .optional()
    .describe("Attachments that the sender has uploaded to this chat. Each can be used once."),
  replyToSeq: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("The `seq` of a message that the sender may see. Its text is never embedded."),
  records: CrmRecords.optional().describe("CRM records that the message is about."),
};

export function hasContent(message: {
  body?: string | undefined;
  attachmentIds?: string[] | undefined;
}): boolean {
  return message.body !== undefined || (message.attachmentIds ?? []).length > 0;
}

export const NO_CONTENT = { path: ["body"], message: "is required without attachmentIds" };

/** Body of `POST …/messages`. */
export const SendMessageRequest = z
  .strictObject(messageFields)
  .refine(hasContent, NO_CONTENT)
  .describe("A message to send.");
export type SendMessageRequest = z.infer<typeof SendMessageRequest>;

interface Origin {
  readonly userId: string;
  readonly now: number;
  readonly messageId: string;
  /** The attachments that the request names. */
  readonly attachments?: readonly AttachmentSummary[];
}

/** The message as the next entry after `header`. */
export function messageAfter(header: ChatHeader, from: Origin, request: SendMessageRequest): Message {
  return {
    ...nextInLog(header, from.userId, from.now),
    kind: "message",
    id: from.messageId,
    messageType: "TYPE_INTERNAL_CHAT",
    body: request.body ?? "",
    attachments: [...(from.attachments ?? [])],
    clientMessageId: request.clientMessageId,
    replyToSeq: request.replyToSeq ?? null,
    records: request.records ?? [],
  };
}

/** The attachment ids of a request, without duplicates. */
export function attachmentsOf({ attachmentIds }: Pick<SendMessageRequest, "attachmentIds">): string[] {
  return [...new Set(attachmentIds)];
}

/** True if the request is a retry of the stored message; false if its key is reused for another message. */
export function isSameMessage(message: Message, request: SendMessageRequest): boolean {
  const attachmentIds = attachmentsOf(request);
  return (
    message.body === (request.body ?? "") &&
    message.replyToSeq === (request.replyToSeq ?? null) &&
    message.attachments.length === attachmentIds.length &&
    message.attachments.every(({ id }, index) => id === attachmentIds[index]) &&
    sameRecords(message.records, request.records ?? [])
  );
}

function sameRecords(one: readonly CrmRecord[], other: readonly CrmRecord[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ type, id }, index) => type === other[index]?.type && id === other[index]?.id)
  );
}
