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

/** What the server says unasked. Events may be lost, doubled or out of order: a gap in `seq` is for `sync`. */
export const eventDocs: EventDocs = {
  entry: {
    summary: "An entry was appended",
    text: "To every connection of every participant who may see it, except the socket that sent it; a send by REST has none.",
    example: { type: "entry", entry: message },
  },
  chat: {
    summary: "A new chat",
    text: "To those newly in and to the creator, each with their own view, before its entries.",
    example: { type: "chat", chat },
  },
  read: {
    summary: "Somebody has read on",
    text: "To all participants.",
    example: { type: "read", chatId, userId: "ben", seq: 2 },
  },
  typing: {
    summary: "Somebody types",
    text: "To the other participants.",
    example: { type: "typing", chatId, userId: "ben", active: true },
  },
  conversation: {
    summary: "A customer conversation changed",
    text: "To watching connections of users who may see it, before or after the change.",
    example: { type: "conversation", conversation },
  },
  bye: {
    summary: "The server is about to close",
    text: "`token_expired`: connect with a fresh token. `access_lost`: there is nothing more to hear.",
    example: { type: "bye", code: "token_expired" },
  },
};
