import * as z from "zod";
import { CreateAttachmentRequest } from "../../functions/domain/attachments/attachment.ts";
import type * as create from "../../functions/domain/attachments/create-attachment.ts";
import type { AttachmentDownload } from "../../functions/domain/attachments/get-attachment.ts";
import { Timestamp } from "../../functions/domain/timestamp.ts";
import { type Component, object } from "./component.ts";

const Upload = z.object({
  method: z.literal("PUT"),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
});

export const CreatedAttachment = z.object({
  attachmentId: z.string(),
  upload: Upload,
  expiresAt: Timestamp,
}) satisfies z.ZodType<create.CreatedAttachment>;

export const Download = z.object({
  url: z.string(),
  expiresAt: Timestamp,
  filename: z.string(),
  contentType: z.string(),
  size: z.number().int(),
}) satisfies z.ZodType<AttachmentDownload>;

export const attachmentRequests = {
  CreateAttachmentRequest: object(CreateAttachmentRequest, "A file to be uploaded.", {
    filename: "Its name, without a path.",
    contentType: "Its media type, one of those allowed.",
    size: "Bytes; exactly so many are uploaded.",
  }),
} satisfies Record<string, Component>;

export const attachmentAnswers = {
  CreatedAttachment: object(CreatedAttachment, "A file that may be uploaded now.", {
    attachmentId: "For `attachmentIds` of a message.",
    upload: "The request that uploads it.",
    expiresAt: "The upload must begin before.",
  }),
  Upload: object(Upload, "A request to S3.", {
    method: "Always `PUT`.",
    url: "Presigned: no token goes with it.",
    headers: "All of them are needed as they are; `Content-Length` is the client's own.",
  }),
  AttachmentDownload: object(Download, "A file that may be downloaded now.", {
    url: "Presigned: no token goes with it.",
    expiresAt: "The download must begin before.",
    filename: "Its name.",
    contentType: "Its media type.",
    size: "Bytes.",
  }),
} satisfies Record<string, Component>;
