import * as z from "zod";
import { invalidField } from "../errors.ts";
import type { ChatRef } from "../log/chat-header.ts";
import type { AttachmentSummary } from "../log/entry.ts";
import { text } from "../text.ts";
import type { Timestamp } from "../timestamp.ts";
import { cleanFilename } from "./filename.ts";

/** Bytes of one attachment: 25 MB (product rule 7). */
const MAX_BYTES = 26_214_400;

/** Body of `POST …/attachments`: the file that will be uploaded. */
export const CreateAttachmentRequest = z.strictObject({
  filename: text(100),
  contentType: z.string(),
  /** Bytes. */
  size: z.number().int().min(1, "must be at least 1").max(MAX_BYTES, `must be at most ${MAX_BYTES}`),
});
export type CreateAttachmentRequest = z.infer<typeof CreateAttachmentRequest>;

/** Which attachment of which chat. */
export interface AttachmentRef extends ChatRef {
  readonly attachmentId: string;
}

/** What somebody said that they would upload, and which entry uses it. */
export const Attachment = z.object({
  locationId: z.string(),
  chatId: z.string(),
  attachmentId: z.string(),
  /** Who uploads it, and alone may post it. */
  uploadedBy: z.string(),
  filename: z.string(),
  contentType: z.string(),
  /** Bytes. */
  size: z.number().int(),
  dateAdded: z.string(),
  /** The message that uses it: there is one at most. */
  usedSeq: z.number().int().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

export function summaryOf({ attachmentId, filename, contentType, size }: Attachment): AttachmentSummary {
  return { id: attachmentId, filename, contentType, size };
}

interface Declared {
  readonly uploadedBy: string;
  readonly dateAdded: Timestamp;
  readonly request: CreateAttachmentRequest;
  /** Media types that may be uploaded. */
  readonly allowedTypes: ReadonlySet<string>;
}

/** @throws ChatError `invalid_request`: a type not allowed, or a name of nothing but a path */
export function declareAttachment(
  ref: AttachmentRef,
  { uploadedBy, dateAdded, request, allowedTypes }: Declared,
): Attachment {
  const { contentType, size } = request;
  if (!allowedTypes.has(contentType)) throw invalidField("contentType", "is not an allowed media type");
  const filename = cleanFilename(request.filename);
  if (filename === "") throw invalidField("filename", "must name a file");
  return { ...ref, uploadedBy, filename, contentType, size, dateAdded };
}

/** What browsers show without running anything. SVG is no image in this sense: it may hold scripts. */
const SHOWN_INLINE = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function isShownInline({ contentType }: Pick<Attachment, "contentType">): boolean {
  return SHOWN_INLINE.has(contentType);
}
