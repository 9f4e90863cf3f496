import { ChatError, conflict } from "../errors.ts";
import type { Message } from "../log/entry.ts";
import type { ReadPosition } from "../log/membership.ts";
import { existingEntry } from "../log/must-exist.ts";
import type { OpenChat } from "../log/open-chat.ts";
import type { ChatStore } from "../log/ports.ts";
import type { RetryPorts } from "../retry.ts";
import { isSameMessage, type SendMessageRequest } from "./message.ts";

/** A message in the log, with its position, to which the sender's read pointer moves. */
export interface Committed {
  readonly entry: Message;
  readonly position: ReadPosition;
}

/**
 * The message of an earlier send with the same key.
 * @throws ChatError `conflict` if the request asks for another message, `unavailable`
 */
export async function earlierSend(
  ports: RetryPorts & { readonly chats: Pick<ChatStore, "entries"> },
  opened: OpenChat,
  { seq, request }: { readonly seq: number; readonly request: SendMessageRequest },
): Promise<Committed> {
  const { entry, messageCount } = await existingEntry(ports, opened, seq);
  if (entry.kind !== "message") throw new ChatError("internal", "A receipt without its message");
  if (!isSameMessage(entry, request)) {
    throw conflict("key_reused", "This clientMessageId was used for another message");
  }
  return { entry, position: { seq, messageCount } };
}
