import * as z from "zod";
import type { ChatRef } from "../log/chat-header.ts";
import { Entry, type LogEntry } from "../log/entry.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import { untilGap } from "../log/until-gap.ts";
import { fitPage, Limit, Seq } from "../paging.ts";

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
    entries: z
      .array(Entry)
      .describe(
        "Ascending by `seq`, without a gap; empty outside of the visible range. They may end before `lastSeq`, because the page is full or because the last entries cannot be read yet. If nothing new comes, ask again with the same bound after 200 ms, then after twice as long each time, up to 5 s.",
      ),
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
  const { afterSeq } = query;
  const found = await ports.chats.entries(opened, { ...query, newest: afterSeq === undefined });
  const firstVisibleSeq = opened.participant.historyFromSeq;
  const entries =
    afterSeq === undefined ? endingPage(found) : pageFrom(Math.max(afterSeq + 1, firstVisibleSeq), found);
  const first = entries[0]?.seq ?? firstVisibleSeq;
  return {
    entries,
    lastSeq: Math.max(opened.header.lastSeq, found.at(-1)?.entry.seq ?? 0),
    firstVisibleSeq,
    ...(first > firstVisibleSeq && { nextBeforeSeq: first }),
  };
}

function pageFrom(firstSeq: number, found: readonly LogEntry[]): Entry[] {
  return fitPage(untilGap(found, firstSeq).map(({ entry }) => entry));
}

/** A page that is read backwards keeps its newest entries. */
function endingPage(found: readonly LogEntry[]): Entry[] {
  const dense = untilGap(found, found[0]?.entry.seq ?? 0).map(({ entry }) => entry);
  return fitPage(dense.reverse()).reverse();
}
