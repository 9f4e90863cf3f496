import { SyncResult } from "../../functions/domain/messages/sync.ts";
import { ErrorFrame, ServerEvent } from "../../functions/domain/server-events.ts";
import { acks } from "../../functions/websocket/acks.ts";
import { frames } from "../../functions/websocket/frames.ts";
import { conversationFields } from "./answers.ts";
import { type Component, object } from "./component.ts";
import { messageFields } from "./requests.ts";

const frame = { action: "What to do.", requestId: "Chosen by the client; the answer has it." };
const chatId = "The chat.";
const ack = { type: "The action succeeded.", requestId: "Of the frame that is answered." };
const event = { type: "What happened." };

const [EntryEvent, ChatEvent, ReadEvent, TypingEvent, ConversationEvent, Bye] = ServerEvent.options;

/** What goes over the WebSocket. */
export const frameComponents = {
  sent: {
    PingFrame: object(frames.ping, "Keeps the connection from being idle.", frame),
    SendFrame: object(frames.send, "Sends a message.", { ...frame, chatId, ...messageFields }),
    ReadFrame: object(frames.read, "Moves one's read pointer forward.", {
      ...frame,
      chatId,
      seq: "Not beyond the chat's `lastSeq`.",
    }),
    TypingFrame: object(frames.typing, "Says that one types, or stopped.", {
      ...frame,
      chatId,
      active: "False when one stopped.",
    }),
    SyncFrame: object(frames.sync, "Asks for what one missed.", {
      ...frame,
      chats: "The last `seq` that one has without a gap, by chat.",
    }),
    WatchFrame: object(frames.watch, "Turns events of customer conversations on or off.", {
      ...frame,
      conversations: "Off at first.",
    }),
    AuthFrame: object(frames.auth, "Lets the connection outlive its token.", {
      ...frame,
      token: "A fresh one of the same user, in the same kind of session.",
    }),
  },
  received: {
    PingAck: object(acks.ping, "The connection is alive.", ack),
    SendAck: object(acks.send, "The message is in the log.", { ...ack, entry: "The first one, at a retry." }),
    ReadAck: object(acks.read, "How far one has read now.", {
      ...ack,
      readSeq: "Never moves back.",
      unreadCount: "Messages after `readSeq`.",
    }),
    TypingAck: object(acks.typing, "The others were told.", ack),
    SyncAck: object(acks.sync, "What one missed.", {
      ...ack,
      chats: "By chat id; chats that the caller may not see are left out.",
    }),
    SyncedChat: object(SyncResult.valueType, "What one missed of a chat.", {
      lastSeq: "The last entry of the chat.",
      firstVisibleSeq: "The first entry that the caller may see.",
      entries: "What comes next, ascending and without a gap, as far as the frame reaches.",
      more: "There is more than the frame held: fetch the rest by REST.",
    }),
    WatchAck: object(acks.watch, "Noted for this connection.", ack),
    AuthAck: object(acks.auth, "The connection lives on.", { ...ack, expiresAt: "Until when." }),
    ErrorFrame: object(ErrorFrame, "The answer to a frame that failed.", {
      type: "The action failed.",
      requestId: "Of the frame that is answered; null where it had none to be read.",
      statusCode: "As REST would answer.",
      code: "What to decide by.",
      message: "For developers: one line per problem on 422, else one sentence.",
    }),
    EntryEvent: object(EntryEvent, "An entry was appended.", { ...event, entry: "The entry." }),
    ChatEvent: object(ChatEvent, "One is in a new chat.", { ...event, chat: "As the receiver sees it." }),
    ReadEvent: object(ReadEvent, "Somebody has read on.", {
      ...event,
      chatId,
      userId: "Who.",
      seq: "Their `readSeq`.",
    }),
    TypingEvent: object(TypingEvent, "Somebody types, or stopped.", {
      ...event,
      chatId,
      userId: "Who.",
      active: "False when they stopped.",
    }),
    ConversationEvent: object(ConversationEvent, "A customer conversation changed.", {
      ...event,
      conversation: "As it is now; `deleted` where it is gone from this location.",
    }),
    ChangedConversation: object(
      ConversationEvent.shape.conversation,
      "A customer conversation that changed.",
      {
        ...conversationFields,
        deleted: "It is gone from this location; absent where it is not.",
      },
    ),
    Bye: object(Bye, "The last word before the server closes.", { ...event, code: "Why." }),
  },
} satisfies Record<string, Record<string, Component>>;
