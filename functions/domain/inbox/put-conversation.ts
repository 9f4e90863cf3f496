import type { Entropy } from "../ports.ts";
import { again, retry } from "../retry.ts";
import { type ConversationUpdate, changeBy } from "./conversation.ts";
import type { ConversationStore } from "./ports.ts";
import { type PushConversationPorts, pushConversation } from "./push-conversation.ts";

export interface PutConversationPorts extends PushConversationPorts {
  readonly conversations: Pick<ConversationStore, "find" | "replace">;
  readonly entropy: Entropy;
}

/** Time is up well before the platform's request ends (29 s, API Gateway). */
const RETRY = {
  withinMs: 10_000,
  firstPauseMs: 8,
  maxPauseMs: 100,
  busy: "The conversation is too busy, try again",
} as const;

/**
 * Keeps a customer conversation in step with the CRM, and pushes the change to watching sockets.
 * @returns whether the update was applied: only one newer than the last is
 * @throws ChatError `unavailable` after 10 seconds of contention; nothing is written then
 */
export async function putConversation(
  ports: PutConversationPorts,
  update: ConversationUpdate,
): Promise<boolean> {
  const applied = await retry(ports, RETRY, async () => {
    const change = changeBy(update, await ports.conversations.find(update.id));
    if (change === undefined) return { kind: "not_newer" } as const;
    return (await ports.conversations.replace(change)) ? change : again();
  });
  if ("kind" in applied) return false;
  await pushConversation(ports, applied);
  return true;
}
