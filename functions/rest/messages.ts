import { openChatPrefetch } from "../domain/log/open-chat.ts";
import { ListMessagesQuery, type LogPorts, listMessages } from "../domain/messages/list-messages.ts";
import { MarkReadRequest, markRead, markReadPrefetch, type ReadPorts } from "../domain/messages/mark-read.ts";
import { SendMessageRequest } from "../domain/messages/message.ts";
import { type SendPorts, sendMessage, sendMessagePrefetch } from "../domain/messages/send-message.ts";
import { chatOperation, createdOrReplayed } from "./operation.ts";

/** The log of a chat: reading it, posting to it, and one's read pointer. */
export const messageOperations = {
  listMessages: chatOperation({
    query: ListMessagesQuery,
    prefetch: openChatPrefetch,
    handle: async (ports: LogPorts, { chat, userId, query }) => ({
      status: 200,
      body: await listMessages(ports, { chat, userId }, query),
    }),
  }),
  sendMessage: chatOperation({
    body: SendMessageRequest,
    prefetch: sendMessagePrefetch,
    handle: async (ports: SendPorts, { location, chat, userId, body: request }) => {
      const { entry, replayed } = await sendMessage(ports, { location, chat, userId, request });
      return createdOrReplayed(entry, replayed);
    },
  }),
  markRead: chatOperation({
    body: MarkReadRequest,
    prefetch: markReadPrefetch,
    handle: async (ports: ReadPorts, { location, chat, userId, body: { seq } }) => ({
      status: 200,
      body: await markRead(ports, { location, chat, userId, seq }),
    }),
  }),
};
