import { attachmentNotFound, ChatError } from "../errors.ts";
import type { AttachmentSummary } from "../log/entry.ts";
import type { OpenChat } from "../log/open-chat.ts";
import { type Attachment, summaryOf } from "./attachment.ts";
import type { AttachmentFiles, AttachmentStore, UploadedFile } from "./ports.ts";

/**
 * What becomes of uploads when a message uses them. Between the look at an upload and the message there are
 * three steps: each is checked anew by the next, so that what is posted is what was declared and uploaded.
 *
 * 1. `claim`: it is the sender's, unused, and lies there as declared.
 * 2. `keep`: it is copied, if it is still what was seen, to where no client can write.
 * 3. The append marks it as used, all or nothing with the message.
 *
 * Who dies in between leaves a copy that nothing refers to; the retry copies again.
 */

export interface ClaimPorts {
  readonly attachments: Pick<AttachmentStore, "many">;
  readonly files: AttachmentFiles;
}

/** An attachment with its upload, as it was seen. */
export interface Claim {
  readonly attachment: Attachment;
  readonly upload: UploadedFile;
}

/**
 * @throws ChatError `not_found`: unknown, of another chat or uploaded by another; `conflict`: used already;
 * `attachment_not_ready`: not there, or not as declared; `unavailable`
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
  if (wanted.some(({ usedSeq }) => usedSeq !== undefined)) throw usedAlready();
  return Promise.all(
    wanted.map(async (attachment) => {
      const upload = await files.uploaded(attachment);
      if (upload?.size !== attachment.size || upload.contentType !== attachment.contentType) throw notReady();
      return { attachment, upload };
    }),
  );
}

/** @throws ChatError `attachment_not_ready`: an upload is no longer what was seen; `unavailable` */
export async function keepClaimed({ files }: ClaimPorts, claims: readonly Claim[]): Promise<void> {
  const kept = await Promise.all(claims.map(({ attachment, upload }) => files.keep(attachment, upload)));
  if (!kept.every(Boolean)) throw notReady();
}

export function summariesOf(claims: readonly Claim[]): AttachmentSummary[] {
  return claims.map(({ attachment }) => summaryOf(attachment));
}

export function usedAlready(): ChatError {
  return new ChatError("conflict", "Another message uses this attachment");
}

function notReady(): ChatError {
  return new ChatError("attachment_not_ready", "The attachment is not uploaded as it was declared");
}
