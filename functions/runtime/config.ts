import * as z from "zod";
import { Origins } from "../middleware/origins.ts";

/**
 * The environment of each Lambda: the only place that reads `process.env`. The schemas' input types are
 * what the constructs in `lib/` must provide, so a variable that is missing fails to compile.
 */

const TableName = z.string().min(3);

const Storage = z.object({ TABLE_NAME: TableName });

/** HMAC key of list cursors: any string of 32 or more characters, the same for all functions of a stage. */
const CursorKey = z.string().min(32);

/** A function that posts to sockets. */
const PushConfig = Storage.extend({
  /** Management endpoint of the WebSocket API: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. */
  WEBSOCKET_ENDPOINT: z.url(),
});

const Chat = PushConfig.extend({
  /** ISO date from which Internal Chat is on for every location, whatever Labs says. */
  GENERAL_AVAILABILITY: z.iso.date().or(z.iso.datetime({ offset: true })),
});

/** Is sending limited to 10 a second, 50 at once, per user and chat? */
const RateLimitConfig = z.object({ SEND_RATE_LIMIT: z.enum(["on", "off"]) });

/** ARNs of SNS platform applications by platform, as JSON; `{}` where no device can be registered. */
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

/** Where the files of attachments are. */
export const AttachmentsBucket = z.object({
  ATTACHMENTS_BUCKET: z.string().min(3),
  /** As the SDK reads it: where S3 is, unless at AWS. */
  AWS_ENDPOINT_URL_S3: z.url().optional(),
});

/** Whom browsers may bring in: the pages of these origins. */
const CorsConfig = z.object({ ALLOWED_ORIGINS: Origins });

export const ChatsConfig = Chat.extend(RateLimitConfig.shape)
  .extend(AttachmentsBucket.shape)
  .extend(CorsConfig.shape)
  .extend({
    CURSOR_KEY: CursorKey,
    SERVICE_VERSION: z.string().min(1),
  });
export const MeConfig = Storage.extend(CorsConfig.shape);
export const DevicesConfig = Storage.extend(CorsConfig.shape).extend({ PUSH_APPLICATIONS: PushApplications });
export const InboxConfig = Storage.extend(CorsConfig.shape).extend({
  CURSOR_KEY: CursorKey,
  GENERAL_AVAILABILITY: Chat.shape.GENERAL_AVAILABILITY,
});

/** Media types with commas between them, each with its extensions behind it: `image/png png,audio/ogg oga ogg`. */
const MediaTypes = z
  .string()
  .min(1)
  .transform((list): ReadonlyMap<string, ReadonlySet<string>> => {
    const rows = list.split(",").map((row) => row.split(" "));
    return new Map(rows.map(([type = "", ...extensions]) => [type, new Set(extensions)]));
  });

export const AttachmentsConfig = Storage.extend(CorsConfig.shape)
  .extend(AttachmentsBucket.shape)
  .extend({
    GENERAL_AVAILABILITY: Chat.shape.GENERAL_AVAILABILITY,
    /** What may be uploaded. */
    ATTACHMENT_TYPES: MediaTypes,
    /** Does GuardDuty scan what is posted? Then nothing is handed out before its result. */
    MALWARE_SCAN: z.enum(["on", "off"]),
  });
export const DirectoryConfig = PushConfig.extend(CorsConfig.shape);
export const StreamConfig = Storage.extend({
  NOTIFICATIONS_TOPIC_ARN: z.string().min(1),
  GENERAL_AVAILABILITY: Chat.shape.GENERAL_AVAILABILITY,
});
const Trust = z.object({
  TOKEN_ISSUER: z.string().min(1),
  TOKEN_AUDIENCE: z.string().min(1),
  /** Where the issuer publishes its keys; https only. */
  TOKEN_JWKS_URI: z.url(),
  /** The keys themselves (JSON), where they cannot be fetched over https. Wins over `TOKEN_JWKS_URI`. */
  TOKEN_JWKS: z.string().optional(),
});

export const AuthorizerConfig = Trust.extend(CorsConfig.shape);
/** It verifies tokens, too: those with which a connection is renewed. */
export const WebsocketConfig = Chat.extend(RateLimitConfig.shape)
  .extend(AttachmentsBucket.shape)
  .extend(Trust.shape);

export type ChatsEnvironment = z.input<typeof ChatsConfig>;
export type AttachmentsEnvironment = z.input<typeof AttachmentsConfig>;
export type InboxEnvironment = z.input<typeof InboxConfig>;
export type DevicesEnvironment = z.input<typeof DevicesConfig>;
export type MeEnvironment = z.input<typeof MeConfig>;
export type DirectoryEnvironment = z.input<typeof DirectoryConfig>;
export type WebsocketEnvironment = z.input<typeof WebsocketConfig>;
export type StreamEnvironment = z.input<typeof StreamConfig>;
export type AuthorizerEnvironment = z.input<typeof AuthorizerConfig>;

/** Parses the environment once, at module init; a wrong one fails the cold start with the variable's name. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(process.env);
}
