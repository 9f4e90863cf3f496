import type { Attachment } from "../../functions/domain/attachments/attachment.ts";
import type {
  AttachmentFiles,
  AttachmentStore,
  UploadedFile,
} from "../../functions/domain/attachments/ports.ts";
import type { ChatRef } from "../../functions/domain/log/chat-header.ts";
import type { LogEntry } from "../../functions/domain/log/entry.ts";
import type { LogReader } from "../../functions/domain/log/ports.ts";

/** Attachments by id, with the part of the append transaction that marks them as used. */
export class MemoryAttachmentStore implements AttachmentStore {
  readonly stored = new Map<string, Attachment>();

  async add(attachment: Attachment): Promise<void> {
    this.stored.set(attachment.attachmentId, attachment);
  }

  async many({ chatId }: ChatRef, attachmentIds: readonly string[]): Promise<Attachment[]> {
    return attachmentIds.flatMap((id) => this.stored.get(id) ?? []).filter((it) => it.chatId === chatId);
  }

  async visible({ chat, participant }: LogReader, attachmentId: string): Promise<Attachment | undefined> {
    const [found] = await this.many(chat, [attachmentId]);
    return found?.usedSeq !== undefined && found.usedSeq >= participant.historyFromSeq ? found : undefined;
  }

  /** Marks the attachments that messages use. False, and none marked, where one is used already or unknown. */
  use(entries: readonly LogEntry[]): boolean {
    const uses = entries.flatMap(({ entry }) =>
      (entry.kind === "message" ? entry.attachments : []).map(({ id }) => ({ id, usedSeq: entry.seq })),
    );
    const found = uses.flatMap(({ id, usedSeq }) => {
      const attachment = this.stored.get(id);
      return attachment && attachment.usedSeq === undefined ? [{ ...attachment, usedSeq }] : [];
    });
    if (found.length < uses.length) return false;
    for (const attachment of found) this.stored.set(attachment.attachmentId, attachment);
    return true;
  }
}

/** Uploaded and kept files by attachment id. */
export class MemoryFiles implements AttachmentFiles {
  readonly uploads = new Map<string, UploadedFile>();
  readonly kept = new Map<string, UploadedFile>();

  async uploaded({ attachmentId }: Pick<Attachment, "attachmentId">): Promise<UploadedFile | undefined> {
    return this.uploads.get(attachmentId);
  }

  async keep({ attachmentId }: Attachment, seen: UploadedFile): Promise<boolean> {
    if (this.uploads.get(attachmentId)?.etag !== seen.etag) return false;
    this.kept.set(attachmentId, seen);
    return true;
  }

  /** Uploads the file as it was declared. */
  upload({ attachmentId, size, contentType }: Attachment): void {
    this.uploads.set(attachmentId, { size, contentType, etag: `"${attachmentId}"` });
  }
}
