import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import type * as z from "zod";
import { S3Bucket } from "../gateways/s3-bucket.ts";
import type { AttachmentsBucket } from "./config.ts";

/** The bucket of attachments: by its own host, or under the endpoint that stands in for S3. */
export function openAttachmentsBucket(config: z.output<typeof AttachmentsBucket>): S3Bucket {
  const { ATTACHMENTS_BUCKET: name, AWS_ENDPOINT_URL_S3: endpoint } = config;
  // Credentials, region and hash as the SDK finds them; this client is in the bundle anyway, and sends nothing.
  const { credentials, region, sha256 } = new DynamoDBClient({}).config;
  return new S3Bucket({
    presigner: new S3RequestPresigner({ credentials, region, sha256 }),
    url: async () =>
      endpoint === undefined ? `https://${name}.s3.${await region()}.amazonaws.com` : `${endpoint}/${name}`,
  });
}
