import * as z from "zod";
import { invalidField } from "../errors.ts";
import type { ChatRef } from "../log/chat-header.ts";
import type { AttachmentSummary } from "../log/entry.ts";
import { shows, text } from "../text.ts";
import type { Timestamp } from "../timestamp.ts";
import { cleanFilename, extensionOf, withoutPath } from "./filename.ts";
import { canonicalMediaType, withoutParameters } from "./media-type.ts";

/** Bytes of one attachment: 25 MB (product rule 7). */
const MAX_BYTES = 26_214_400;

/** Characters of a media type with its parameters. The longest of the allowed types has 73. */
const MAX_TYPE = 200;

/** Body of `POST …/attachments`. */
export const CreateAttachmentRequest = z
  .strictObject({
    filename: text(100, withoutPath).describe(
      "The file's name. A path before it is cut off. If it has an extension, it must be one of the media type.",
    ),
    contentType: z
      .string()
      .max(MAX_TYPE, `must have at most ${MAX_TYPE} characters`)
      .describe(
        "The file's media type (RFC 9110), with or without parameters. It must be one of the allowed types.",
      ),
    size: z
      .number()
      .int()
      .min(1, "must be at least 1")
      .max(MAX_BYTES, `must be at most ${MAX_BYTES}`)
      .describe("Bytes. The upload must have exactly this length."),
  })
  .describe("The file that will be uploaded.");
export type CreateAttachmentRequest = z.infer<typeof CreateAttachmentRequest>;

export interface AttachmentRef extends ChatRef {
  readonly attachmentId: string;
}

/**
 * Media types that may be uploaded, in lower case and without parameters, with the extensions that their files may
 * have.
 */
export type AllowedTypes = ReadonlyMap<string, ReadonlySet<string>>;

/** A declared upload, and the entry that uses it. */
export const Attachment = z.object({
  locationId: z.string(),
  chatId: z.string(),
  attachmentId: z.string(),
  /** The user who uploads it. Nobody else can send it. */
  uploadedBy: z.string(),
  filename: z.string(),
  /** Canonical, with its parameters. */
  contentType: z.string(),
  /** Bytes. */
  size: z.number().int(),
  dateAdded: z.string(),
  /** The `seq` of the message that uses it; at most one does. */
  usedSeq: z.number().int().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

/** A request that a client may make to S3 without a token. */
export const UploadLink = z
  .object({
    method: z.literal("PUT").describe("Always `PUT`."),
    url: z.string().describe("Presigned: send no token with it."),
    headers: z
      .record(z.string(), z.string())
      .describe("Send all of them unchanged. `Content-Length` is the client's own."),
  })
  .describe("A request to S3.");
export type UploadLink = z.infer<typeof UploadLink>;

export function summaryOf({ attachmentId, filename, contentType, size }: Attachment): AttachmentSummary {
  return { id: attachmentId, filename, contentType, size };
}

interface Declared {
  readonly uploadedBy: string;
  readonly dateAdded: Timestamp;
  readonly request: CreateAttachmentRequest;
  readonly allowedTypes: AllowedTypes;
}

/** @throws ChatError `invalid_request`: the type is not allowed, the name is of another type or names no file */
export function declareAttachment(
  ref: AttachmentRef,
  { uploadedBy, dateAdded, request, allowedTypes }: Declared,
): Attachment {
  const contentType = canonicalMediaType(request.contentType);
  const extensions = contentType && allowedTypes.get(withoutParameters(contentType));
  if (!contentType || !extensions) throw invalidField("contentType", "is not an allowed media type");
  const filename = cleanFilename(request.filename);
  if (!shows(filename)) throw invalidField("filename", "must name a file");
  const extension = extensionOf(filename);
  if (extension !== undefined && !extensions.has(extension))
    throw invalidField("filename", "has an extension that is none of its media type");
  return { ...ref, uploadedBy, filename, contentType, size: request.size, dateAdded };
}

/** Types that browsers show without running code. SVG is not among them: it can hold scripts. */
const SHOWN_INLINE = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function isShownInline({ contentType }: Pick<Attachment, "contentType">): boolean {
  return SHOWN_INLINE.has(withoutParameters(contentType));
}
