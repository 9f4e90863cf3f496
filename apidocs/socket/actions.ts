import type * as z from "zod";
import type { ErrorCode } from "../../functions/domain/errors.ts";
import type { Acks } from "../../functions/websocket/acks.ts";
import type { Action, frames } from "../../functions/websocket/frames.ts";
import { chat, chatCreated, ids, message } from "../examples.ts";

/** The parts of an action's documentation that its schemas do not give. */
interface ActionDoc<Of extends Action> {
  readonly summary: string;
  readonly text: string;
  /** The frame without `action` and `requestId`. */
  readonly example: Omit<z.input<(typeof frames)[Of]>, "action" | "requestId">;
  readonly ack: Acks[Of];
  /** Error codes that not every frame can get. */
  readonly errors: readonly ErrorCode[];
}

const { chatId } = ids;
const chatErrors = ["impersonation_forbidden", "feature_not_enabled"] as const;

export const actionDocs: { readonly [Of in Action]: ActionDoc<Of> } = {
  ping: {
    summary: "Keep the connection open",
    text: "Send it at least every 9 minutes: the gateway closes a connection after 10 idle minutes.",
    example: {},
    ack: {},
    errors: [],
  },
  send: {
    summary: "Send a message",
    text: "Works like `POST …/messages`. The sending connection gets the ack but no event. After 30 seconds without an answer, send the message again with the same `clientMessageId`.",
    example: {
      chatId,
      clientMessageId: message.clientMessageId,
      body: message.body,
      records: message.records,
    },
    ack: { entry: message },
    errors: [...chatErrors, "not_found", "conflict", "attachment_not_ready"],
  },
  read: {
    summary: "Mark as read",
    text: "Works like `PUT …/read`.",
    example: { chatId, seq: 2 },
    ack: { readSeq: 2, unreadCount: 0 },
    errors: [...chatErrors, "not_found"],
  },
  typing: {
    summary: "Show that the user types",
    text: "Pushed to the other connected participants, each value of `active` at most every 3 seconds; never stored. A participant has stopped typing after 6 seconds without a further event, or with their next message.",
    example: { chatId, active: true },
    ack: {},
    errors: [...chatErrors, "not_found"],
  },
  sync: {
    summary: "Fetch missed entries",
    text: "Send it after each connect and every few minutes, because events may be lost. The answer fits in one frame. Limited to one a second, 10 at once.",
    example: { chats: { [chatId]: 0 } },
    ack: {
      chats: {
        [chatId]: {
          lastSeq: chat.lastSeq,
          firstVisibleSeq: chat.firstVisibleSeq,
          entries: [chatCreated, message],
          more: false,
        },
      },
    },
    errors: [...chatErrors],
  },
  watch: {
    summary: "Turn events of customer conversations on or off",
    text: "For this connection only. The access rules of the inbox apply to each event.",
    example: { conversations: true },
    ack: {},
    errors: [],
  },
  auth: {
    summary: "Extend the connection with a fresh token",
    text: "Send it before the old token expires. After expiry the server pushes nothing, and closes the connection at the next frame or event.",
    example: { token: "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl" },
    ack: { expiresAt: "2025-07-15T10:12:31.000Z" },
    errors: [],
  },
};

/**
 * Errors that every frame can get, in the order of the checks. Each frame is parsed, and its sender is
 * authenticated and checked for access to the location.
 */
export const frameErrors: readonly ErrorCode[] = [
  "rate_limited",
  "malformed_json",
  "invalid_request",
  "unauthenticated",
  "insufficient_scope",
  "not_in_location",
  "conversations_disabled",
];
