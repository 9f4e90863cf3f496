import * as z from "zod";
import type { ChatRef } from "../log/chat-header.ts";
import { Entry } from "../log/entry.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import { Limit, Seq } from "../paging.ts";

/** Query of `GET …/messages`. */
export const ListMessagesQuery = z
  .object({
    beforeSeq: Seq.optional().describe(
      "Entries before this `seq`: the page that ends just before it. Not together with `afterSeq`.",
    ),
    afterSeq: Seq.optional().describe("Entries after this `seq`. Not together with `beforeSeq`."),
    limit: Limit,
  })
  .refine(({ beforeSeq, afterSeq }) => beforeSeq === undefined || afterSeq === undefined, {
    path: ["beforeSeq"],
    message: "must not be combined with afterSeq",
  });
export type ListMessagesQuery = z.infer<typeof ListMessagesQuery>;

export const MessagePage = z
  .object({
    entries: z.array(Entry).describe("Ascending by `seq`; empty outside of the visible range."),
    lastSeq: z.number().int().describe("The `seq` of the chat's last entry."),
    firstVisibleSeq: z.number().int().describe("The `seq` of the first entry that the caller may see."),
    nextBeforeSeq: z
      .number()
      .int()
      .optional()
      .describe(
        "Pass it as `beforeSeq` to get the previous page. Absent if this page holds the first visible entry.",
      ),
  })
  .describe("A page of a chat's log.");
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
