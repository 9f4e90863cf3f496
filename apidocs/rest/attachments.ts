import { CreatedAttachment } from "../../functions/domain/attachments/create-attachment.ts";
import { AttachmentDownload } from "../../functions/domain/attachments/get-attachment.ts";
import { attachmentOperations } from "../../functions/rest/attachments.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { ids } from "../examples.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = attachmentOperations({ allowedTypes: new Map() });

const file = { filename: "floor-plan.pdf", contentType: "application/pdf", size: 184_320 };
const bucket = "https://bucket.s3.us-east-1.amazonaws.com/loc-main/floor-plan";

export const attachmentDocs = {
  createAttachment: {
    summary: "Get a link to upload a file",
    text: "Send the file with the method, URL and headers of the answer. S3 refuses another length, another type and a second upload. Then send a message that names the `attachmentId`.",
    operation: operations.createAttachment,
    request: file,
    answers: {
      201: answer("The link.", CreatedAttachment, {
        attachmentId: ids.attachmentId,
        upload: {
          method: "PUT",
          url: `${bucket}?X-Amz-Signature=5f1c`,
          headers: { "Content-Type": file.contentType, "If-None-Match": "*" },
        },
        expiresAt: "2025-07-15T09:27:31.006Z",
      }),
    },
    errors: ["not_found"],
  },
  getAttachment: {
    summary: "Get a link to download a file",
    text: "The file must belong to an entry that the caller may see. A file that the malware scan found infected, or could not scan, is `not_found`.",
    operation: operations.getAttachment,
    answers: {
      200: answer("The link, valid for at most 5 minutes.", AttachmentDownload, {
        url: `${bucket}?X-Amz-Signature=9b07`,
        expiresAt: "2025-07-15T09:17:31.006Z",
        ...file,
      }),
    },
    errors: ["not_found", "attachment_not_ready"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
