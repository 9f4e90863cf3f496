import * as z from "zod";
import { attachmentNotFound, ChatError } from "../errors.ts";
import { isId } from "../identifier.ts";
import type { ChatRef } from "../log/chat-header.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import type { Clock, Log } from "../ports.ts";
import { Timestamp, timestamp } from "../timestamp.ts";
import { type Attachment, isShownInline } from "./attachment.ts";
import { contentDisposition } from "./filename.ts";
import type { AttachmentLinks, AttachmentStore, MalwareScan } from "./ports.ts";

/** The download must begin within this time: 5 minutes, as the API says. */
const DOWNLOAD_SECONDS = 5 * 60;

export interface GetAttachmentPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly attachments: Pick<AttachmentStore, "visible">;
  readonly links: Pick<AttachmentLinks, "download">;
  readonly scan: MalwareScan;
  readonly clock: Clock;
  readonly log: Log;
}

export const AttachmentDownload = z
  .object({
    url: z.string().describe("Presigned: send no token with it."),
    expiresAt: Timestamp.describe("The download must begin before this time."),
    filename: z.string().describe("The file's name."),
    contentType: z.string().describe("The file's media type."),
    size: z.number().int().describe("Bytes."),
  })
  .describe("A file that may be downloaded now.");
export type AttachmentDownload = z.infer<typeof AttachmentDownload>;

/**
 * A short-lived link to the file of an entry that the caller may see.
 * @throws ChatError `not_found`: unknown, of another chat, unused, before the caller's history cutoff, or
 * withheld by the scan; `attachment_not_ready`: not scanned yet; `unavailable`
 */
export async function getAttachment(
  ports: GetAttachmentPorts,
  { chat, userId }: { readonly chat: ChatRef; readonly userId: string },
  attachmentId: string,
): Promise<AttachmentDownload> {
  const opened = await openChat(ports, chat, userId);
  const attachment = isId(attachmentId) ? await ports.attachments.visible(opened, attachmentId) : undefined;
  if (attachment === undefined) throw attachmentNotFound();
  await requireClean(ports, attachment);
  const { filename, contentType, size } = attachment;
  const disposition = contentDisposition(isShownInline(attachment) ? "inline" : "attachment", filename);
  const lifetime = { now: ports.clock.now(), seconds: DOWNLOAD_SECONDS };
  const { link: url, expiresAt } = await ports.links.download(attachment, disposition, lifetime);
  return { url, expiresAt: timestamp(expiresAt), filename, contentType, size };
}

/** Opens only files that the scan found clean; a file that could not be scanned stays closed. */
async function requireClean({ scan, log }: GetAttachmentPorts, attachment: Attachment): Promise<void> {
  const result = await scan.resultOf(attachment);
  if (result === "clean") return;
  if (result === "pending") throw new ChatError("attachment_not_ready", "The attachment is being scanned");
  const { locationId, chatId, attachmentId } = attachment;
  log.warn("attachment withheld by the malware scan", { locationId, chatId, attachmentId });
  throw attachmentNotFound();
}
