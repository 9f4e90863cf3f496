import type { MessagePage } from "../functions/domain/messages/list-messages.ts";
import type { SyncResult } from "../functions/domain/messages/sync.ts";
import type { ChatLogs } from "./chat-logs.ts";

export interface SyncPorts {
  /** Entries after a position, of up to 100 chats. */
  sync(positions: Record<string, number>): Promise<SyncResult>;
  /** Up to 100 entries of one chat after a position. */
  page(chatId: string, afterSeq: number): Promise<MessagePage>;
}

/** Chats in one `sync` (contract). */
const CHUNK = 100;

/** Fetches what is missing of these chats; where it is more than frames hold, by REST. */
export async function syncChats(ports: SyncPorts, logs: ChatLogs, chatIds: readonly string[]): Promise<void> {
  for (let start = 0; start < chatIds.length; start += CHUNK) {
    const chunk = chatIds.slice(start, start + CHUNK);
    const positions = chunk.map((chatId) => [chatId, logs.position(chatId) ?? 0] as const);
    const answer = await ports.sync(Object.fromEntries(positions));
    for (const [chatId, synced] of Object.entries(answer)) {
      logs.accept(chatId, synced.entries, synced);
      if (synced.more) await readOn(ports, logs, chatId);
    }
  }
}

/** The rest of a chat, as long as there is more and it comes. */
async function readOn(ports: SyncPorts, logs: ChatLogs, chatId: string): Promise<void> {
  for (let last = -1; logs.isBehind(chatId); ) {
    const position = logs.position(chatId) ?? 0;
    if (position === last) return;
    last = position;
    const page = await ports.page(chatId, position);
    logs.accept(chatId, page.entries, page);
  }
}
