import { ChatError } from "../errors.ts";
import type { Entropy } from "../ports.ts";
import { type ConversationChange, type ConversationUpdate, changeBy } from "./conversation.ts";
import type { ConversationStore } from "./ports.ts";
import { type PushConversationPorts, pushConversation } from "./push-conversation.ts";

export interface PutConversationPorts extends PushConversationPorts {
  readonly conversations: Pick<ConversationStore, "find" | "replace">;
  readonly entropy: Entropy;
}

/** Well before the platform's request ends (29 s, API Gateway). */
const RETRY_FOR_MS = 10_000;
const FIRST_PATIENCE_MS = 8;
const MAX_PATIENCE_MS = 100;

/**
 * Keeps a customer conversation in step with the CRM, and tells those who watch.
 * @returns whether it was applied: not, unless the update is newer than the one applied last
 * @throws ChatError `unavailable` after 10 seconds of contention; nothing is written then
 */
export async function putConversation(
  ports: PutConversationPorts,
  update: ConversationUpdate,
): Promise<boolean> {
  const change = await apply(ports, update);
  if (change === undefined) return false;
  await pushConversation(ports, change);
  return true;
}

/** Optimistic: from what is stored, as often as somebody else changes it meanwhile. */
async function apply(
  { conversations, clock, entropy }: PutConversationPorts,
  update: ConversationUpdate,
): Promise<ConversationChange | undefined> {
  const deadline = clock.now() + RETRY_FOR_MS;
  for (let attempt = 0; ; attempt += 1) {
    const change = changeBy(update, await conversations.find(update.id));
    if (change === undefined || (await conversations.replace(change))) return change;
    if (clock.now() >= deadline)
      throw new ChatError("unavailable", "The conversation is too busy, try again");
    const patience = Math.min(MAX_PATIENCE_MS, FIRST_PATIENCE_MS * 2 ** attempt);
    await clock.sleep(patience * entropy.random());
  }
}
