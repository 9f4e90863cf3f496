import * as z from "zod";

/**
 * The environment of each Lambda: the only place that reads `process.env`. The schemas' input types are
 * what the constructs in `lib/` must provide, so a variable that is missing fails to compile.
 */

const TableName = z.string().min(3);

const Storage = z.object({ TABLE_NAME: TableName });

/** HMAC key of list cursors: any string of 32 or more characters, the same for all functions of a stage. */
const CursorKey = z.string().min(32);

/** A function that posts to sockets. */
const Pushing = Storage.extend({
  /** Management endpoint of the WebSocket API: `https://{api}.execute-api.{region}.amazonaws.com/{stage}`. */
  WEBSOCKET_ENDPOINT: z.url(),
});

const Chat = Pushing.extend({
  /** ISO date from which Internal Chat is on for every location, whatever Labs says. */
  GENERAL_AVAILABILITY: z.iso.date().or(z.iso.datetime({ offset: true })),
});

/** Is sending limited to 10 a second, 50 at once, per user and chat? */
const Sending = z.object({ SEND_RATE_LIMIT: z.enum(["on", "off"]) });

export const ChatsConfig = Chat.extend(Sending.shape).extend({
  CURSOR_KEY: CursorKey,
  SERVICE_VERSION: z.string().min(1),
});
export const MeConfig = Storage;
export const InboxConfig = Storage.extend({
  CURSOR_KEY: CursorKey,
  GENERAL_AVAILABILITY: Chat.shape.GENERAL_AVAILABILITY,
});
export const DirectoryConfig = Pushing;
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

export const AuthorizerConfig = Trust;
/** It verifies tokens, too: those with which a connection is renewed. */
export const WebsocketConfig = Chat.extend(Sending.shape).extend(Trust.shape);

export type ChatsEnvironment = z.input<typeof ChatsConfig>;
export type InboxEnvironment = z.input<typeof InboxConfig>;
export type MeEnvironment = z.input<typeof MeConfig>;
export type DirectoryEnvironment = z.input<typeof DirectoryConfig>;
export type WebsocketEnvironment = z.input<typeof WebsocketConfig>;
export type StreamEnvironment = z.input<typeof StreamConfig>;
export type AuthorizerEnvironment = z.input<typeof AuthorizerConfig>;

/** Parses the environment once, at module init; a wrong one fails the cold start with the variable's name. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(process.env);
}
