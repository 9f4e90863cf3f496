import type { ReadPorts } from "../../functions/domain/messages/mark-read.ts";
import type { SendPorts } from "../../functions/domain/messages/send-message.ts";
import { pushPorts } from "./connection-ports.ts";
import { FakeEntropy } from "./fake-entropy.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryFiles } from "./memory-attachments.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { MemoryMemberships } from "./memory-memberships.ts";

export function sendPorts() {
  const chats = new MemoryChatStore();
  return {
    ...pushPorts(),
    chats,
    attachments: chats.attachments,
    files: new MemoryFiles(),
    memberships: new MemoryMemberships(),
    entropy: new FakeEntropy(),
    limiter: new FakeLimiter(),
  } satisfies SendPorts;
}

export function markReadPorts() {
  return {
    ...pushPorts(),
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    entropy: new FakeEntropy(),
  } satisfies ReadPorts;
}
