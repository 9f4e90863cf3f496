import { buildNewChat } from "../../functions/domain/chats/new-chat.ts";
import { advance, type ChatHeader, type ChatRef, nextInLog } from "../../functions/domain/log/chat-header.ts";
import type { LogEntry } from "../../functions/domain/log/entry.ts";
import { initialMembership } from "../../functions/domain/log/membership.ts";
import { participants } from "../../functions/domain/log/roster.ts";
import { messageAfter } from "../../functions/domain/messages/message.ts";
import { systemEntropy } from "../../functions/runtime/system.ts";
import { entryItem, headerItem, rosterItem } from "../../functions/store/chat-items.ts";
import { keys } from "../../functions/store/keys.ts";
import { type Target, writeItems } from "./write-items.ts";

export interface ChatSeed {
  readonly locationId: string;
  readonly userIds: readonly string[];
  readonly subject: string;
  /** Entries in its log, at least 1. */
  readonly length: number;
  /** The kind of all entries after the first. Changes of the subject notify nobody. */
  readonly filler: "messages" | "subjects";
}

/** Entries written at a time, so that a long log is never in memory as a whole. */
const SLICE = 5000;

/** Writes the items that creating a chat and sending to it would leave, without receipts. */
export async function seedChat(target: Target, chat: ChatSeed): Promise<ChatRef> {
  const { locationId, userIds, subject } = chat;
  const [creatorId = "", ...participantIds] = userIds;
  const chatId = systemEntropy.ulid();
  const append = buildNewChat({
    locationId,
    chatId,
    creatorId,
    userIds: [...userIds],
    request: { participantIds, subject },
    messageId: chatId,
    now: Date.now(),
  });
  const { roster } = append;
  const memberships = participants(roster).map((participant) => {
    const { userId, ...state } = initialMembership(roster, participant);
    const { locationId: _location, chatId: _chat, ...rest } = state;
    return { ...keys.membership(append.chat, userId), ...rest };
  });
  const header = await writeLog(target, { header: append.header, first: append.entries, chat });
  await writeItems(target, [rosterItem(roster), ...memberships, headerItem(header)]);
  return { locationId, chatId };
}

interface Log {
  readonly header: ChatHeader;
  readonly first: readonly LogEntry[];
  readonly chat: ChatSeed;
}

async function writeLog(target: Target, { header: start, first, chat }: Log): Promise<ChatHeader> {
  let header = start;
  let slice = [...first];
  while (header.lastSeq < chat.length) {
    const step = advance(header, nextEntry(header, chat));
    header = step.header;
    slice.push(step.logEntry);
    if (slice.length === SLICE) {
      await writeItems(target, slice.map(entryItem));
      slice = [];
    }
  }
  await writeItems(target, slice.map(entryItem));
  return header;
}

function nextEntry(header: ChatHeader, { userIds, subject, filler }: ChatSeed) {
  const userId = userIds[header.lastSeq % userIds.length] ?? "";
  const now = Date.now();
  if (filler === "subjects") {
    return { ...nextInLog(header, userId, now), kind: "subject_changed" as const, subject };
  }
  const body = `Message ${header.lastSeq + 1} of a seeded log, about as long as people write.`;
  const request = { clientMessageId: `seed${header.lastSeq}`, body };
  return messageAfter(header, { userId, now, messageId: systemEntropy.ulid() }, request);
}
