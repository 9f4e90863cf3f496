import * as z from "zod";
import { Origins } from "../middleware/origins.ts";

/**
 * The environment of each Lambda: the only place that reads `process.env`. The stack takes the variables of
 * a function from its schema here, and does not compile until each has a value (`lib/chat-functions.ts`).
 */

const StorageConfig = z.object({ TABLE_NAME: z.string().min(3) });

const PushConfig = z.object({
  /** Management endpoint of the WebSocket API: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. */
  WEBSOCKET_ENDPOINT: z.url(),
});

const FeatureConfig = z.object({
  /** ISO date from which Internal Chat is on for every location, whatever Labs says. */
  GENERAL_AVAILABILITY: z.iso.date().or(z.iso.datetime({ offset: true })),
});

const CursorConfig = z.object({
  /** HMAC key of list cursors: any string of 32 or more characters, the same for all functions of a stage. */
  CURSOR_KEY: z.string().min(32),
});

const RateLimitConfig = z.object({
  /** Whether the API's rate limits are in force. */
  RATE_LIMITS: z.enum(["on", "off"]),
});

const CorsConfig = z.object({
  /** Origins of the browser pages that may call the API. */
  ALLOWED_ORIGINS: Origins,
});

export const BucketConfig = z.object({
  /** The bucket that holds the files of attachments. */
  ATTACHMENTS_BUCKET: z.string().min(3),
  /** The SDK reads both itself; the one of S3 wins. @default S3 of AWS */
  AWS_ENDPOINT_URL_S3: z.url().optional(),
  AWS_ENDPOINT_URL: z.url().optional(),
});

export const TokenConfig = z.object({
  TOKEN_ISSUER: z.string().min(1),
  TOKEN_AUDIENCE: z.string().min(1),
  /** The URL of the issuer's keys; https only. */
  TOKEN_JWKS_URI: z.url(),
  /** The keys themselves (JSON), if they cannot be fetched over https. Wins over `TOKEN_JWKS_URI`. */
  TOKEN_JWKS: z.string().optional(),
});

/** Media types with commas between them, each with its extensions behind it: `image/png png,audio/ogg oga ogg`. */
const MediaTypes = z
  .string()
  .min(1)
  .transform((list): ReadonlyMap<string, ReadonlySet<string>> => {
    const rows = list.split(",").map((row) => row.split(" "));
    return new Map(rows.map(([type = "", ...extensions]) => [type, new Set(extensions)]));
  });

/** ARNs of SNS platform applications by platform, as JSON; `{}` if no device can be registered. */
const PushApplications = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue("must be JSON");
      return z.NEVER;
    }
  })
  .pipe(
    z.strictObject({
      apns: z.string().optional(),
      apns_sandbox: z.string().optional(),
      fcm: z.string().optional(),
    }),
  );

export const AuthorizerConfig = TokenConfig.extend(CorsConfig.shape);
export const ChatsConfig = StorageConfig.extend(PushConfig.shape)
  .extend(FeatureConfig.shape)
  .extend(CursorConfig.shape)
  .extend(RateLimitConfig.shape)
  .extend(BucketConfig.shape)
  .extend(CorsConfig.shape)
  .extend({ SERVICE_VERSION: z.string().min(1) });
export const AttachmentsConfig = StorageConfig.extend(FeatureConfig.shape)
  .extend(RateLimitConfig.shape)
  .extend(BucketConfig.shape)
  .extend(CorsConfig.shape)
  .extend({
    /** What may be uploaded. */
    ATTACHMENT_TYPES: MediaTypes,
    /** If on, GuardDuty scans posted files, and none is handed out before its result. */
    MALWARE_SCAN: z.enum(["on", "off"]),
  });
export const InboxConfig = StorageConfig.extend(FeatureConfig.shape)
  .extend(CursorConfig.shape)
  .extend(RateLimitConfig.shape)
  .extend(CorsConfig.shape);
export const MeConfig = StorageConfig.extend(CorsConfig.shape);
export const DevicesConfig = StorageConfig.extend(RateLimitConfig.shape)
  .extend(CorsConfig.shape)
  .extend({ PUSH_APPLICATIONS: PushApplications });
export const DirectoryConfig = StorageConfig.extend(PushConfig.shape).extend(CorsConfig.shape);
/** With tokens: those that extend a connection are verified here. */
export const WebsocketConfig = StorageConfig.extend(PushConfig.shape)
  .extend(FeatureConfig.shape)
  .extend(RateLimitConfig.shape)
  .extend(BucketConfig.shape)
  .extend(TokenConfig.shape);
export const StreamConfig = StorageConfig.extend(FeatureConfig.shape).extend({
  NOTIFICATIONS_TOPIC_ARN: z.string().min(1),
});

/** Parses the environment once, at module init; a wrong one fails the cold start with the variable's name. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(process.env);
}
