import type * as z from "zod";
import type { ErrorCode } from "../../functions/domain/errors.ts";
import type { Acks } from "../../functions/websocket/acks.ts";
import type { Action, frames } from "../../functions/websocket/frames.ts";
import { chat, founding, ids, message } from "../examples.ts";

/** What the documents say of an action besides its schemas. */
interface ActionDoc<Of extends Action> {
  readonly summary: string;
  readonly text: string;
  /** What the frame has besides `action` and `requestId`. */
  readonly example: Omit<z.input<(typeof frames)[Of]>, "action" | "requestId">;
  readonly ack: Acks[Of];
  /** Codes besides those of every frame. */
  readonly errors: readonly ErrorCode[];
}

const { chatId } = ids;
const ofChats = ["impersonation_forbidden", "feature_not_enabled"] as const;

export const actionDocs: { readonly [Of in Action]: ActionDoc<Of> } = {
  ping: {
    summary: "Keep the connection",
    text: "At most every 9 minutes: the gateway closes after 10 idle ones.",
    example: {},
    ack: {},
    errors: [],
  },
  send: {
    summary: "Send a message",
    text: "As `POST …/messages`. The sending socket gets the ack and no event. No answer in 30 s: send it again with the same `clientMessageId`.",
    example: {
      chatId,
      clientMessageId: message.clientMessageId,
      body: message.body,
      records: message.records,
    },
    ack: { entry: message },
    errors: [...ofChats, "not_found", "conflict", "attachment_not_ready", "rate_limited"],
  },
  read: {
    summary: "Mark as read",
    text: "As `PUT …/read`.",
    example: { chatId, seq: 2 },
    ack: { readSeq: 2, unreadCount: 0 },
    errors: [...ofChats, "not_found"],
  },
  typing: {
    summary: "Say that one types",
    text: "Told to the other participants who are connected; stored nowhere.",
    example: { chatId, active: true },
    ack: {},
    errors: [...ofChats, "not_found"],
  },
  sync: {
    summary: "Ask for what one missed",
    text: "After each connect, and every few minutes: pushes are hints that may be lost. The answer is bounded by the size of a frame.",
    example: { chats: { [chatId]: 0 } },
    ack: {
      chats: {
        [chatId]: {
          lastSeq: chat.lastSeq,
          firstVisibleSeq: chat.firstVisibleSeq,
          entries: [founding, message],
          more: false,
        },
      },
    },
    errors: [...ofChats],
  },
  watch: {
    summary: "Hear of customer conversations",
    text: "For this connection; the access rules of the inbox apply to each event.",
    example: { conversations: true },
    ack: {},
    errors: [],
  },
  auth: {
    summary: "Renew the token",
    text: "Before the old one expires; after expiry nothing is delivered, and the next frame or event closes.",
    example: { token: "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl" },
    ack: { expiresAt: "2025-07-15T10:12:31.000Z" },
    errors: [],
  },
};

/**
 * What any frame may be answered, in the order of the checks: it is read, its sender authenticated and let into the
 * location each time.
 */
export const frameErrors: readonly ErrorCode[] = [
  "malformed_json",
  "invalid_request",
  "unauthenticated",
  "insufficient_scope",
  "not_in_location",
  "conversations_disabled",
];
