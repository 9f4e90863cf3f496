import { attachmentInUse } from "../attachments/claim-attachments.ts";
import type { PushLocation, PushPorts } from "../connections/push-event.ts";
import { asError } from "../errors.ts";
import { appendToLog, headerAlone } from "../log/append-to-log.ts";
import { advance, type ChatHeader, type ChatRef } from "../log/chat-header.ts";
import type { AttachmentSummary, Message } from "../log/entry.ts";
import { initialMembership, type ReadPosition, type SendCharge } from "../log/membership.ts";
import { type OpenChat, openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { participants } from "../log/roster.ts";
import type { Entropy } from "../ports.ts";
import { type Committed, earlierSend } from "./earlier-send.ts";
import { messageAfter, type SendMessageRequest } from "./message.ts";
import { type PreparePorts, prepareSend } from "./prepare-send.ts";
import { pushEntry } from "./push-entry.ts";

export interface SendPorts extends PushPorts, PreparePorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "appendMessage" | "entries" | "sentBefore">;
  readonly memberships: Pick<MembershipStore, "advanceRead" | "recordSend" | "find">;
  readonly entropy: Entropy;
  readonly clock: PushPorts["clock"];
}

export interface Sending {
  readonly location: PushLocation;
  readonly chat: ChatRef;
  readonly userId: string;
  readonly request: SendMessageRequest;
  /** The sending socket. It gets the ack and no event. */
  readonly connectionId?: string | undefined;
}

export interface Sent {
  readonly entry: Message;
  /** True if the entry is that of an earlier send with the same key. */
  readonly replayed: boolean;
}

/** The items that `sendMessage` reads first: the membership holds the state of the sending limit. */
export const sendMessagePrefetch = ["head", "membership"] as const;

/**
 * Appends a message, once per sender and `clientMessageId`, and pushes it. After the commit nothing makes the
 * send fail: clients find a lost push in the log, and the stream consumer repairs a lost read pointer.
 * @throws ChatError `not_found` (chat, attachment), `attachment_not_ready`, `conflict` (an attachment is already
 * used, or the key belongs to another message), `invalid_request` (replyToSeq), `rate_limited`, `unavailable`
 */
export async function sendMessage(ports: SendPorts, sending: Sending): Promise<Sent> {
  const startedAt = ports.clock.now();
  const opened = await openChat(ports, sending.chat, sending.userId);
  const prepared = await prepareSend(ports, { opened, request: sending.request });
  const { entry, position, replayed } =
    "earlier" in prepared
      ? { ...prepared.earlier, replayed: true }
      : await commit(ports, opened, { ...sending, attachments: prepared.attachments });
  const { location, userId, connectionId: sender } = sending;
  const charge = "earlier" in prepared ? undefined : prepared.charge;
  if (replayed && charge !== undefined) ports.limiter.refundSend({ ...location, userId });
  // The push starts first: other participants wait for it.
  await Promise.all([
    replayed
      ? undefined
      : pushEntry(ports, { location, audience: participants(opened.roster), entry, sender }),
    markOwnRead(ports, opened, { position, charge: replayed ? undefined : charge }),
  ]);
  if (!replayed) ports.metrics.count("MessagesSent");
  ports.metrics.time("SendLatency", ports.clock.now() - startedAt);
  return { entry, replayed };
}

interface Commit extends Sending {
  readonly attachments: readonly AttachmentSummary[];
}

async function commit(
  ports: SendPorts,
  opened: OpenChat,
  { chat, userId, request, attachments }: Commit,
): Promise<Committed & Sent> {
  const messageId = ports.entropy.ulid();
  const { clientMessageId } = request;
  const attempt = async ({ header: current }: { readonly header: ChatHeader }) => {
    const entry = messageAfter(current, { userId, now: ports.clock.now(), messageId, attachments }, request);
    const { header, logEntry } = advance(current, entry);
    const receipt = { userId, clientMessageId, seq: entry.seq, messageId };
    const append = { chat, afterSeq: current.lastSeq, header, entries: [logEntry], receipt };
    const outcome = await ports.chats.appendMessage(append);
    if (outcome.kind !== "appended") return outcome;
    return { ...outcome, entry, position: { seq: entry.seq, messageCount: header.messageCount } };
  };
  const { outcome } = await appendToLog(ports, { start: opened, attempt, reload: headerAlone });
  if (outcome.kind === "attachment_taken") throw attachmentInUse();
  if (outcome.kind === "appended") return { ...outcome, replayed: false };
  const { receipt } = outcome;
  const first = await earlierSend(ports, opened, { seq: receipt.seq, request });
  return { ...first, replayed: receipt.messageId !== messageId };
}

/** Moves the sender's read pointer to the message, and counts the send. Never throws: the message is sent. */
async function markOwnRead(
  ports: SendPorts,
  opened: OpenChat,
  { position, charge }: { readonly position: ReadPosition; readonly charge: SendCharge | undefined },
): Promise<void> {
  const { chat, participant, roster } = opened;
  const initial = initialMembership(roster, participant);
  try {
    if (charge === undefined) await ports.memberships.advanceRead(initial, position);
    else await ports.memberships.recordSend(initial, position, charge);
  } catch (error) {
    ports.log.warn("read pointer not moved", { ...chat, userId: participant.userId, cause: asError(error) });
  }
}
