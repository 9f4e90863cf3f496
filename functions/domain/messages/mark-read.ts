import * as z from "zod";
import { chatConnections, type PushPorts, pushEvent } from "../connections/push-event.ts";
import { invalidField } from "../errors.ts";
import type { ChatRef } from "../log/chat-header.ts";
import { initialMembership, type Membership, unreadCount } from "../log/membership.ts";
import { existingEntry } from "../log/must-exist.ts";
import { type OpenChat, openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { participantIds } from "../log/roster.ts";
import type { RetryPorts } from "../retry.ts";

/** Body of `PUT …/read`. */
export const MarkReadRequest = z
  .strictObject({ seq: z.number().int().min(0).describe("Not beyond the chat's `lastSeq`.") })
  .describe("The `seq` that the caller has read up to.");
export type MarkReadRequest = z.infer<typeof MarkReadRequest>;

export const ReadState = z
  .object({
    readSeq: z
      .number()
      .int()
      .describe("The `seq` of the last entry that the caller has read. Never moves back."),
    unreadCount: z.number().int().describe("The number of messages after `readSeq`."),
  })
  .describe("The caller's read pointer.");
export type ReadState = z.infer<typeof ReadState>;

export const ReadEvent = z
  .object({
    type: z.literal("read").describe("The kind of event."),
    chatId: z.string().describe("The chat's id."),
    userId: z.string().describe("The participant who read."),
    seq: z.number().int().describe("The participant's new `readSeq`."),
  })
  .describe("A participant's read pointer has moved.");
type ReadEvent = z.infer<typeof ReadEvent>;

export interface ReadPorts extends PushPorts, RetryPorts {
  readonly chats: Pick<ChatStore, "head" | "entries">;
  readonly memberships: Pick<MembershipStore, "find" | "advanceRead">;
}

interface ReadUpTo {
  readonly chat: ChatRef;
  readonly userId: string;
  readonly seq: number;
}

/** The items that `markRead` reads first. */
export const markReadPrefetch = ["head", "membership"] as const;

/**
 * Moves the caller's read pointer forward, never back, and pushes it to all participants.
 * @throws ChatError `not_found`, `invalid_request` (beyond the last entry), `unavailable`
 */
export async function markRead(ports: ReadPorts, { chat, userId, seq }: ReadUpTo): Promise<ReadState> {
  const opened = await openChat(ports, chat, userId);
  if (seq > opened.header.lastSeq) throw invalidField("seq", "must not be beyond the last entry");
  const initial = initialMembership(opened.roster, opened.participant);
  const current = (await ports.memberships.find(chat, userId)) ?? initial;
  if (seq <= current.readSeq) return stateOf(opened, current);
  const moved = await ports.memberships.advanceRead(initial, await positionAt(ports, opened, seq));
  if (moved === undefined) return stateOf(opened, (await ports.memberships.find(chat, userId)) ?? current);
  const connections = await chatConnections(ports, chat.locationId, participantIds(opened.roster));
  const event: ReadEvent = { type: "read", chatId: chat.chatId, userId, seq: moved.readSeq };
  await pushEvent(ports, connections, event);
  return stateOf(opened, moved);
}

function stateOf({ header }: OpenChat, membership: Membership): ReadState {
  return { readSeq: membership.readSeq, unreadCount: unreadCount(header, membership) };
}

async function positionAt(ports: ReadPorts, opened: OpenChat, seq: number) {
  const { messageCount } = await existingEntry(ports, opened, seq);
  return { seq, messageCount };
}
