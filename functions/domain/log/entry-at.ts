import type { LogEntry } from "./entry.ts";
import type { ChatStore, LogReader } from "./ports.ts";

/** The entry at a `seq`; undefined if there is none, or the reader may not see it. */
export async function entryAt(
  { chats }: { readonly chats: Pick<ChatStore, "entries"> },
  reader: LogReader,
  seq: number,
): Promise<LogEntry | undefined> {
  const range = { afterSeq: seq - 1, beforeSeq: seq + 1, limit: 1, newest: true };
  const [found] = await chats.entries(reader, range);
  return found;
}
