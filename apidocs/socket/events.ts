import type { ServerEvent } from "../../functions/domain/server-events.ts";
import { chat, conversation, ids, message } from "../examples.ts";

interface EventDoc<Event> {
  readonly summary: string;
  readonly text: string;
  readonly example: Event;
}

type EventDocs = {
  readonly [Type in ServerEvent["type"]]: EventDoc<Extract<ServerEvent, { readonly type: Type }>>;
};

const { chatId } = ids;

/** The documentation of the server's events. */
export const eventDocs: EventDocs = {
  entry: {
    summary: "An entry was appended",
    text: "Sent to all connections of the participants who may see it, except the one that sent the message. A message by REST reaches all of them.",
    example: { type: "entry", entry: message },
  },
  chat: {
    summary: "A new chat",
    text: "Sent to new participants and the creator, each with their own view, before the entries of the chat.",
    example: { type: "chat", chat },
  },
  read: {
    summary: "A read pointer has moved",
    text: "Sent to all participants.",
    example: { type: "read", chatId, userId: "ben", seq: 2 },
  },
  typing: {
    summary: "A participant types",
    text: "Sent to the other participants.",
    example: { type: "typing", chatId, userId: "ben", active: true },
  },
  conversation: {
    summary: "A customer conversation changed",
    text: "Sent to watching connections of users who may see the conversation before or after the change.",
    example: { type: "conversation", conversation },
  },
  bye: {
    summary: "The server is about to close",
    text: "`token_expired`: connect with a fresh token. `access_lost`: do not reconnect, the user has lost access.",
    example: { type: "bye", code: "token_expired" },
  },
};
