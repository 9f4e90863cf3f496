import * as z from "zod";
import type { ChatRef } from "../log/chat-header.ts";
import { Entry } from "../log/entry.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import { Limit, Seq } from "../paging.ts";

/** Query of `GET …/messages`: bounds exclusive, at most one of them. */
export const ListMessagesQuery = z
  .object({ beforeSeq: Seq.optional(), afterSeq: Seq.optional(), limit: Limit })
  .refine(({ beforeSeq, afterSeq }) => beforeSeq === undefined || afterSeq === undefined, {
    path: ["beforeSeq"],
    message: "must not be there together with afterSeq",
  });
export type ListMessagesQuery = z.infer<typeof ListMessagesQuery>;

/** A page of the log, ascending by `seq`. */
export const MessagePage = z.object({
  entries: z.array(Entry),
  lastSeq: z.number().int(),
  firstVisibleSeq: z.number().int(),
  /** Where the page before begins; absent when the first visible entry is in this one. */
  nextBeforeSeq: z.number().int().optional(),
});
export type MessagePage = z.infer<typeof MessagePage>;

export interface LogPorts {
  readonly chats: Pick<ChatStore, "head" | "entries">;
}

/** @throws ChatError `not_found`, `unavailable` */
export async function listMessages(
  ports: LogPorts,
  { chat, userId }: { readonly chat: ChatRef; readonly userId: string },
  query: ListMessagesQuery,
): Promise<MessagePage> {
  const opened = await openChat(ports, chat, userId);
  const found = await ports.chats.entries(opened, { ...query, newest: query.afterSeq === undefined });
  const entries = found.map(({ entry }) => entry);
  const firstVisibleSeq = opened.participant.historyFromSeq;
  const first = entries[0]?.seq ?? firstVisibleSeq;
  return {
    entries,
    lastSeq: Math.max(opened.header.lastSeq, entries.at(-1)?.seq ?? 0),
    firstVisibleSeq,
    ...(first > firstVisibleSeq && { nextBeforeSeq: first }),
  };
}
