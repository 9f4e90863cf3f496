import * as z from "zod";
import { isId } from "../identifier.ts";
import { firstFitting, jsonBytes } from "../json-size.ts";
import type { ChatRef } from "../log/chat-header.ts";
import { Entry } from "../log/entry.ts";
import type { ChatHead, ChatStore, LogReader } from "../log/ports.ts";
import { findParticipant, type Participant } from "../log/roster.ts";
import { untilGap } from "../log/until-gap.ts";

export const SyncRequest = z
  .record(z.string(), z.number().int().min(0))
  .refine((chats) => Object.keys(chats).length >= 1, "must name at least one chat")
  .refine((chats) => Object.keys(chats).length <= 100, "must name at most 100 chats")
  .meta({
    minProperties: 1,
    maxProperties: 100,
    description: "By chat id: the last `seq` that the client has without a gap. 1 to 100 chats.",
  });

export const SyncedChat = z
  .object({
    lastSeq: z.number().int().describe("The `seq` of the chat's last entry."),
    firstVisibleSeq: z.number().int().describe("The `seq` of the first entry that the caller may see."),
    entries: z
      .array(Entry)
      .describe("The next entries, ascending and without a gap, as many as the frame can hold."),
    more: z
      .boolean()
      .describe(
        "There are more entries: the frame is full, or the last entries cannot be read yet. Fetch the rest by REST. If nothing new comes, ask again after 200 ms, then after twice as long each time, up to 5 s.",
      ),
  })
  .describe("The entries of a chat that the client has missed.");
type SyncedChat = z.infer<typeof SyncedChat>;

export const SyncResult = z
  .record(z.string(), SyncedChat)
  .describe("By chat id. Chats that the caller may not see are left out.");
export type SyncResult = z.infer<typeof SyncResult>;

export interface SyncPorts {
  readonly chats: Pick<ChatStore, "headsOf" | "entries">;
}

interface Syncing {
  readonly locationId: string;
  readonly userId: string;
  /** The last `seq` that the client has, by chat id. */
  readonly seen: Readonly<Record<string, number>>;
  /** The maximum size of the answer in bytes. */
  readonly budget: number;
}

/**
 * The entries that a client has missed, chat by chat in the order of the request, until the budget is used up.
 * Chats with more entries than fit are marked `more`.
 * @throws ChatError `unavailable`
 */
export async function sync(
  ports: SyncPorts,
  { locationId, userId, seen, budget }: Syncing,
): Promise<SyncResult> {
  const refs = Object.keys(seen)
    .filter(isId)
    .map((chatId) => ({ locationId, chatId }));
  const heads = new Map((await ports.chats.headsOf(userId, refs)).map((head) => [head.header.chatId, head]));
  const open = refs.flatMap((chat) => openHead(userId, chat, heads.get(chat.chatId)));
  const answer = new Map(open.map((it) => [it.chat.chatId, withoutEntries(it, seen)]));
  let left = budget - jsonBytes(Object.fromEntries(answer));
  for (const it of open) {
    const synced = answer.get(it.chat.chatId);
    if (synced === undefined || !synced.more) continue;
    left -= await fill(ports, { reader: it, synced, after: seen[it.chat.chatId] ?? 0, left });
  }
  return Object.fromEntries(answer);
}

interface OpenHead extends ChatHead {
  readonly chat: ChatRef;
  readonly participant: Participant;
}

function openHead(userId: string, chat: ChatRef, head: ChatHead | undefined): OpenHead[] {
  const participant = head && findParticipant(head.roster, userId);
  return head && participant ? [{ ...head, chat, participant }] : [];
}

function withoutEntries({ chat, header, participant }: OpenHead, seen: Syncing["seen"]): SyncedChat {
  const missing = (seen[chat.chatId] ?? 0) < header.lastSeq;
  return { lastSeq: header.lastSeq, firstVisibleSeq: participant.historyFromSeq, entries: [], more: missing };
}

/** Entries of one chat, read in one query. A client fetches longer gaps by REST. */
const MAX_ENTRIES = 200;

interface Filling {
  readonly reader: LogReader;
  readonly synced: SyncedChat;
  readonly after: number;
  readonly left: number;
}

/** Adds the entries that fit, and returns their size in bytes. */
async function fill({ chats }: SyncPorts, { reader, synced, after, left }: Filling): Promise<number> {
  const found = await chats.entries(reader, { afterSeq: after, limit: MAX_ENTRIES, newest: false });
  const next = Math.max(after + 1, synced.firstVisibleSeq);
  const entries = untilGap(found, next).map(({ entry }) => entry);
  const { fitting, used } = firstFitting(entries, left);
  synced.entries.push(...fitting);
  synced.lastSeq = Math.max(synced.lastSeq, synced.entries.at(-1)?.seq ?? 0);
  synced.more = (synced.entries.at(-1)?.seq ?? after) < synced.lastSeq;
  return used;
}
