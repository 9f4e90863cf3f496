import type { AddPorts } from "../../functions/domain/chats/add-participants.ts";
import type { SettingsPorts } from "../../functions/domain/chats/change-settings.ts";
import type { SubjectPorts } from "../../functions/domain/chats/change-subject.ts";
import type { CreatePorts } from "../../functions/domain/chats/create-chat.ts";
import type { ListPorts } from "../../functions/domain/chats/list-chats.ts";
import { pushPorts } from "./connection-ports.ts";
import { FakeEntropy } from "./fake-entropy.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { directoryOf } from "./memory-directory.ts";
import { MemoryMemberships } from "./memory-memberships.ts";
import { plainCursors } from "./plain-cursors.ts";

export function createPorts() {
  return {
    ...pushPorts(),
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    directory: directoryOf(),
    entropy: new FakeEntropy(),
    limiter: new FakeLimiter(),
  } satisfies CreatePorts;
}

/** @param userIds of location `loc` */
export function addPorts(userIds?: readonly string[]) {
  return {
    ...pushPorts(),
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    directory: directoryOf(userIds),
    entropy: new FakeEntropy(),
    limiter: new FakeLimiter(),
  } satisfies AddPorts;
}

export function subjectPorts() {
  return {
    ...pushPorts(),
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    entropy: new FakeEntropy(),
    limiter: new FakeLimiter(),
  } satisfies SubjectPorts;
}

export function settingsPorts() {
  return { chats: new MemoryChatStore(), memberships: new MemoryMemberships() } satisfies SettingsPorts;
}

export function listChatsPorts() {
  return {
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    directory: directoryOf(),
    cursors: plainCursors,
    limiter: new FakeLimiter(),
  } satisfies ListPorts;
}
