import { requireNotAhead } from "../directory/update-fields.ts";
import type { Entropy } from "../ports.ts";
import { again, retry } from "../retry.ts";
import { applyUpdate, type ConversationUpdate } from "./conversation.ts";
import type { ConversationStore } from "./ports.ts";
import { type PushConversationPorts, pushConversation } from "./push-conversation.ts";

export interface PutConversationPorts extends PushConversationPorts {
  readonly conversations: Pick<ConversationStore, "find" | "replace">;
  readonly entropy: Entropy;
}

/** Ends well before the request times out (29 s, API Gateway). */
const RETRY = {
  withinMs: 10_000,
  firstPauseMs: 8,
  maxPauseMs: 100,
  busy: "The conversation is too busy, try again",
} as const;

/**
 * Applies the CRM's update of a customer conversation, and pushes the change to watching sockets.
 * @returns false, and nothing changes, if the update is not newer than the last one
 * @throws ChatError `invalid_request` (a time in the future), `unavailable` (10 seconds of contention); then
 * nothing was written
 */
export async function putConversation(
  ports: PutConversationPorts,
  update: ConversationUpdate,
): Promise<boolean> {
  requireNotAhead(ports, update.updatedAt);
  const applied = await retry(ports, RETRY, async () => {
    const change = applyUpdate(update, await ports.conversations.find(update.id));
    if (change === undefined) return { kind: "not_newer" } as const;
    return (await ports.conversations.replace(change)) ? change : again();
  });
  if ("kind" in applied) return false;
  await pushConversation(ports, applied);
  return true;
}
