import * as z from "zod";
import type { Stack } from "../template/stack.ts";

const CorsRule = z.strictObject({
  Id: z.string().optional(),
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  /** Seconds. */
  MaxAge: z.coerce.number().optional(),
});
export type CorsRule = z.infer<typeof CorsRule>;

const KeyFilter = z.strictObject({
  S3Key: z.strictObject({ Rules: z.array(z.strictObject({ Name: z.string(), Value: z.string() })) }),
});
const QueueConfiguration = z.strictObject({
  Event: z.enum(["s3:ObjectCreated:*", "s3:ObjectCreated:Put"]),
  Queue: z.string(),
  Filter: KeyFilter.optional(),
});

/** An unknown setting stops the start, because ignoring it would differ from AWS. */
const Properties = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.object({ Status: z.enum(["Enabled", "Suspended"]) }).optional(),
  CorsConfiguration: z.object({ CorsRules: z.array(CorsRule) }).prefault({ CorsRules: [] }),
  NotificationConfiguration: z
    .strictObject({ QueueConfigurations: z.array(QueueConfiguration) })
    .prefault({ QueueConfigurations: [] }),
  // Ignored: encryption, access and lifetime of the data directory are up to its owner.
  BucketEncryption: z.unknown().optional(),
  LifecycleConfiguration: z.unknown().optional(),
  LoggingConfiguration: z.unknown().optional(),
  OwnershipControls: z.unknown().optional(),
  PublicAccessBlockConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

/** A bucket of the stack. */
export interface BucketSettings {
  readonly name: string;
  readonly arn: string;
  readonly versioned: boolean;
  readonly corsRules: readonly CorsRule[];
  readonly queueNotifications: readonly QueueNotification[];
}

/** A queue that receives an event for each new object whose key has the prefix and the suffix. */
interface QueueNotification {
  readonly queueArn: string;
  readonly prefix: string;
  readonly suffix: string;
}

export function declaredBuckets(stack: Stack): BucketSettings[] {
  return stack.resources("AWS::S3::Bucket", Properties).map(({ logicalId, ref, properties: p }) => ({
    name: ref,
    arn: stack.attribute(logicalId, "Arn"),
    versioned: p.VersioningConfiguration?.Status === "Enabled",
    corsRules: p.CorsConfiguration.CorsRules,
    queueNotifications: p.NotificationConfiguration.QueueConfigurations.map(({ Queue, Filter }) => {
      const rule = (name: string) =>
        Filter?.S3Key.Rules.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? "";
      return { queueArn: Queue, prefix: rule("prefix"), suffix: rule("suffix") };
    }),
  }));
}
