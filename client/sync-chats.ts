import type { ChatLogs } from "./chat-logs.ts";
import type { Connection } from "./connection.ts";
import type { MessagesApi } from "./messages-api.ts";

export interface SyncPorts {
  readonly logs: ChatLogs;
  readonly messages: Pick<MessagesApi, "page">;
  readonly connection: Pick<Connection, "request" | "closed">;
}

/** Chats in one `sync` (AsyncAPI). */
const MAX_CHATS = 100;

/** Fetches the missing entries of these chats by `sync`, and by REST what does not fit into its answer. */
export async function syncChats(ports: SyncPorts, chatIds: readonly string[]): Promise<void> {
  const { logs, connection } = ports;
  for (let start = 0; start < chatIds.length; start += MAX_CHATS) {
    const chunk = chatIds.slice(start, start + MAX_CHATS);
    const positions = chunk.map((chatId) => [chatId, logs.position(chatId) ?? 0] as const);
    const { chats } = await connection.request("sync", { chats: Object.fromEntries(positions) });
    for (const [chatId, synced] of Object.entries(chats)) {
      logs.accept(chatId, synced.entries, synced);
      if (synced.more) await readRest(ports, chatId);
    }
  }
}

/** Fetches the rest of one chat by REST. Stops if a page brings nothing new. */
async function readRest({ logs, messages, connection }: SyncPorts, chatId: string): Promise<void> {
  for (let last = -1; logs.isBehind(chatId); ) {
    const position = logs.position(chatId) ?? 0;
    if (position === last) return;
    last = position;
    const range = { afterSeq: position, limit: 100 };
    const page = await messages.page(chatId, range, { signal: connection.closed });
    logs.accept(chatId, page.entries, page);
  }
}
