import type { AttachmentRef } from "../domain/attachments/attachment.ts";

/** Where clients upload to: what is left there is deleted after a day (`lib/attachments.ts`). */
export const uploadKey = (ref: AttachmentRef) => `uploads/${path(ref)}`;

/** Where the files are that messages use: no client ever gets a link to write here. */
export const keptKey = (ref: AttachmentRef) => `attachments/${path(ref)}`;

function path({ locationId, chatId, attachmentId }: AttachmentRef): string {
  return `${locationId}/${chatId}/${attachmentId}`;
}
