import * as z from "zod";
import type { ChatRef } from "../log/chat-header.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import type { Clock, Entropy } from "../ports.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { Timestamp, timestamp } from "../timestamp.ts";
import {
  type AllowedTypes,
  type CreateAttachmentRequest,
  declareAttachment,
  UploadLink,
} from "./attachment.ts";
import type { AttachmentLinks, AttachmentStore } from "./ports.ts";

/** The upload must begin within this time; S3 refuses a later one. */
const UPLOAD_SECONDS = 15 * 60;

export interface CreateAttachmentPorts {
  readonly chats: Pick<ChatStore, "head">;
  readonly attachments: Pick<AttachmentStore, "add">;
  readonly links: Pick<AttachmentLinks, "upload">;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

export interface AttachmentSettings {
  readonly allowedTypes: AllowedTypes;
}

interface Declaration {
  readonly chat: ChatRef;
  readonly userId: string;
  readonly request: CreateAttachmentRequest;
}

export const CreatedAttachment = z
  .object({
    attachmentId: z.string().describe("Name it in the `attachmentIds` of a message."),
    upload: UploadLink.describe("The request that uploads the file."),
    expiresAt: Timestamp.describe("The upload must begin before this time."),
  })
  .describe("A file that may be uploaded now.");
export type CreatedAttachment = z.infer<typeof CreatedAttachment>;

/**
 * Declares a file, and returns a link that uploads it once, with exactly the declared length and type.
 * @throws ChatError `not_found`, `invalid_request` (type, name), `rate_limited`, `unavailable`
 */
export async function createAttachment(
  ports: CreateAttachmentPorts,
  { allowedTypes }: AttachmentSettings,
  { chat, userId, request }: Declaration,
): Promise<CreatedAttachment> {
  await openChat(ports, chat, userId);
  const now = ports.clock.now();
  const ref = { ...chat, attachmentId: ports.entropy.ulid() };
  const declared = { uploadedBy: userId, dateAdded: timestamp(now), request, allowedTypes };
  const attachment = declareAttachment(ref, declared);
  await ports.limiter.spend("declareAttachment", { userId, locationId: chat.locationId });
  await ports.attachments.add(attachment);
  const { link, expiresAt } = await ports.links.upload(attachment, { now, seconds: UPLOAD_SECONDS });
  return { attachmentId: ref.attachmentId, upload: link, expiresAt: timestamp(expiresAt) };
}
