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
    text: "Sent to the authors of the newest 100 messages that were newly read; in a chat of more than 20 participants to nobody. The author of a message has read up to it: no event says so besides.",
    example: { type: "read", chatId, userId: "ben", seq: 2 },
  },
  typing: {
    summary: "A participant types",
    text: "Sent to the other participants, each value of `active` at most every 3 seconds. One that is not renewed for 6 seconds, or followed by a message of the same user, is over.",
    example: { type: "typing", chatId, userId: "ben", active: true },
  },
  conversation: {
    summary: "A customer conversation changed",
    text: "Sent to watching connections of users who may see the conversation before or after the change.",
    example: { type: "conversation", conversation },
  },
  bye: {
    summary: "The server is about to close",
    text: "`token_expired`: connect with a fresh token. `access_lost`: do not reconnect, the user has lost access. `replaced`: do not reconnect by yourself, newer connections have taken the place.",
    example: { type: "bye", code: "token_expired" },
  },
};
