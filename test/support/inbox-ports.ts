import type { ListConversationsPorts } from "../../functions/domain/inbox/list-conversations.ts";
import type { PutConversationPorts } from "../../functions/domain/inbox/put-conversation.ts";
import { pushPorts } from "./connection-ports.ts";
import { FakeEntropy } from "./fake-entropy.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryConversationStore } from "./memory-conversation-store.ts";
import { directoryOf } from "./memory-directory.ts";
import { plainCursors } from "./plain-cursors.ts";

/** @param userIds of location `loc` */
export function putConversationPorts(userIds?: readonly string[]) {
  return {
    ...pushPorts(),
    conversations: new MemoryConversationStore(),
    directory: directoryOf(userIds),
    entropy: new FakeEntropy(),
  } satisfies PutConversationPorts;
}

export function listConversationsPorts(conversations = new MemoryConversationStore()) {
  return {
    conversations,
    cursors: plainCursors,
    limiter: new FakeLimiter(),
  } satisfies ListConversationsPorts;
}
