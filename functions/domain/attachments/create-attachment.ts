import type { ChatRef } from "../log/chat-header.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import type { Clock, Entropy } from "../ports.ts";
import { type Timestamp, timestamp } from "../timestamp.ts";
import { type CreateAttachmentRequest, declareAttachment } from "./attachment.ts";
import type { AttachmentLinks, AttachmentStore, UploadLink } from "./ports.ts";

/** How long an upload may begin after its link was given; S3 refuses a later one. */
const UPLOAD_SECONDS = 15 * 60;

export interface CreateAttachmentPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly attachments: Pick<AttachmentStore, "add">;
  readonly links: Pick<AttachmentLinks, "upload">;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Media types that may be uploaded. */
  readonly allowedTypes: ReadonlySet<string>;
}

export interface CreatedAttachment {
  readonly attachmentId: string;
  readonly upload: UploadLink;
  readonly expiresAt: Timestamp;
}

/**
 * Announces a file and gives the link to upload it by: for exactly that many bytes of that type, once.
 * @throws ChatError `not_found`, `invalid_request` (type, name), `unavailable`
 */
export async function createAttachment(
  ports: CreateAttachmentPorts,
  { chat, userId }: { readonly chat: ChatRef; readonly userId: string },
  request: CreateAttachmentRequest,
): Promise<CreatedAttachment> {
  await openChat(ports, chat, userId);
  const now = ports.clock.now();
  const ref = { ...chat, attachmentId: ports.entropy.ulid() };
  const { allowedTypes } = ports;
  const announced = { uploadedBy: userId, dateAdded: timestamp(now), request, allowedTypes };
  const attachment = declareAttachment(ref, announced);
  await ports.attachments.add(attachment);
  const { link, expiresAt } = await ports.links.upload(attachment, { now, seconds: UPLOAD_SECONDS });
  return { attachmentId: ref.attachmentId, upload: link, expiresAt: timestamp(expiresAt) };
}
