import { attachmentNotFound, ChatError, conflict } from "../errors.ts";
import type { AttachmentSummary } from "../log/entry.ts";
import type { OpenChat } from "../log/open-chat.ts";
import { type Attachment, summaryOf } from "./attachment.ts";
import type { AttachmentFiles, AttachmentStore, UploadedFile } from "./ports.ts";

/**
 * A message uses uploads in three steps. Each step checks the result of the one before, so that the message
 * carries exactly the file that was declared and uploaded.
 *
 * 1. Claim: the upload belongs to the sender, is unused, and matches its declaration.
 * 2. Copy: the upload, if unchanged since the claim, is copied to where no client can write.
 * 3. The append marks the attachment as used, in the transaction of the message.
 *
 * A crash in between leaves an unused copy; the retry copies again.
 */

export interface ClaimPorts {
  readonly attachments: Pick<AttachmentStore, "many">;
  readonly files: AttachmentFiles;
}

/** An attachment, and its upload as the claim found it. */
export interface Claim {
  readonly attachment: Attachment;
  readonly upload: UploadedFile;
}

/**
 * @throws ChatError `not_found`: unknown, of another chat or uploaded by another user; `conflict`: already used;
 * `attachment_not_ready`: not uploaded, or not as declared; `unavailable`
 */
export async function claimAttachments(
  { attachments, files }: ClaimPorts,
  { chat, participant }: Pick<OpenChat, "chat" | "participant">,
  attachmentIds: readonly string[],
): Promise<Claim[]> {
  if (attachmentIds.length === 0) return [];
  const stored = await attachments.many(chat, attachmentIds);
  const wanted = attachmentIds.map((id) => {
    const attachment = stored.find(({ attachmentId }) => attachmentId === id);
    if (attachment?.uploadedBy !== participant.userId) throw attachmentNotFound();
    return attachment;
  });
  if (wanted.some(({ usedSeq }) => usedSeq !== undefined)) throw attachmentInUse();
  return Promise.all(
    wanted.map(async (attachment) => {
      const upload = await files.uploaded(attachment);
      if (upload?.size !== attachment.size || upload.contentType !== attachment.contentType) throw notReady();
      return { attachment, upload };
    }),
  );
}

/** @throws ChatError `attachment_not_ready`: an upload has changed since its claim; `unavailable` */
export async function copyClaimed({ files }: ClaimPorts, claims: readonly Claim[]): Promise<void> {
  const kept = await Promise.all(claims.map(({ attachment, upload }) => files.keep(attachment, upload)));
  if (!kept.every(Boolean)) throw notReady();
}

export function summariesOf(claims: readonly Claim[]): AttachmentSummary[] {
  return claims.map(({ attachment }) => summaryOf(attachment));
}

export function attachmentInUse(): ChatError {
  return conflict("attachment_used", "Another message uses this attachment");
}

function notReady(): ChatError {
  return new ChatError("attachment_not_ready", "The attachment is not uploaded as declared");
}
