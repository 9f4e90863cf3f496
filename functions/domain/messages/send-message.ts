import {
  type ClaimPorts,
  claimAttachments,
  keepClaimed,
  summariesOf,
  usedAlready,
} from "../attachments/claim-attachments.ts";
import type { PushPorts } from "../connections/push-event.ts";
import { asError, ChatError, invalidField } from "../errors.ts";
import { appendToLog, headerAlone } from "../log/append-to-log.ts";
import { advance, type ChatRef } from "../log/chat-header.ts";
import type { AttachmentSummary, Message } from "../log/entry.ts";
import { initialMembership, type ReadPosition, type SendCharge } from "../log/membership.ts";
import { type OpenChat, openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { participants } from "../log/roster.ts";
import type { Entropy } from "../ports.ts";
import { attachmentsOf, isSameMessage, messageAfter, type SendMessageRequest } from "./message.ts";
import { pushEntry } from "./push-entry.ts";
import { spendSend } from "./send-limit.ts";

export interface SendPorts extends PushPorts, ClaimPorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "append" | "entries" | "sentBefore">;
  readonly memberships: Pick<MembershipStore, "advanceRead" | "recordSend" | "find">;
  readonly entropy: Entropy;
  /** Is sending limited per user and chat? */
  readonly limitsSends: boolean;
}

export interface Sending {
  readonly chat: ChatRef;
  readonly userId: string;
  readonly request: SendMessageRequest;
  /** The socket it came by, which gets the answer and no event. */
  readonly connectionId?: string | undefined;
}

export interface Sent {
  readonly entry: Message;
  /** The entry of an earlier send with the same key; nothing was appended now. */
  readonly replayed: boolean;
}

/**
 * Appends a message, once per sender and `clientMessageId`, and pushes it. After the commit nothing
 * fails it any more: a read pointer or a push that does not get through is repaired by the next read.
 * @throws ChatError `not_found` (chat, attachment), `attachment_not_ready`, `conflict` (an attachment used
 * already, the key of another message), `invalid_request` (replyToSeq), `rate_limited`, `unavailable`
 */
export async function sendMessage(ports: SendPorts, sending: Sending): Promise<Sent> {
  const startedAt = ports.clock.now();
  const opened = await openChat(ports, sending.chat, sending.userId);
  const prepared = await prepare(ports, opened, sending.request);
  const { entry, replayed, position } =
    prepared.earlier ?? (await commit(ports, opened, { ...sending, attachments: prepared.attachments }));
  // The push goes first: others wait for it.
  await Promise.all([
    replayed
      ? undefined
      : pushEntry(ports, {
          chat: sending.chat,
          audience: participants(opened.roster),
          entry,
          sender: sending.connectionId,
        }),
    markOwnRead(ports, opened, { position, charge: replayed ? undefined : prepared.charge }),
  ]);
  if (!replayed) ports.metrics.count("MessagesSent");
  ports.metrics.time("SendLatency", ports.clock.now() - startedAt);
  return { entry, replayed };
}

interface Prepared {
  readonly attachments: readonly AttachmentSummary[];
  /** Absent where sends are not limited. */
  readonly charge?: SendCharge | undefined;
  readonly earlier?: Committed;
}

/**
 * What comes before the append, in the contract's order: 404 and 409 of attachments, 422, 429. A refusal gives
 * way to an earlier send with the same key: its retry is answered, although it finds its attachments used or
 * is over the limit.
 */
async function prepare(ports: SendPorts, opened: OpenChat, request: SendMessageRequest): Promise<Prepared> {
  try {
    const claims = await claimAttachments(ports, opened, attachmentsOf(request));
    await checkReply(ports, opened, request);
    const charge = await spendOne(ports, opened);
    await keepClaimed(ports, claims);
    return { attachments: summariesOf(claims), charge };
  } catch (refusal) {
    const { chat, participant } = opened;
    const key = { userId: participant.userId, clientMessageId: request.clientMessageId };
    const receipt = await ports.chats.sentBefore(chat, key);
    if (receipt === undefined) throw refusal;
    const first = await firstSend(ports, opened, { seq: receipt.seq, request });
    return { attachments: [], earlier: { ...first, replayed: true } };
  }
}

async function spendOne(ports: SendPorts, { chat, participant }: OpenChat): Promise<SendCharge | undefined> {
  if (!ports.limitsSends) return undefined;
  const membership = await ports.memberships.find(chat, participant.userId);
  return spendSend(membership?.sendsUsedUntil, ports.clock.now());
}

interface Committed extends Sent {
  readonly position: ReadPosition;
}

async function commit(
  ports: SendPorts,
  opened: OpenChat,
  { chat, userId, request, attachments }: Sending & Pick<Prepared, "attachments">,
): Promise<Committed> {
  const messageId = ports.entropy.ulid();
  const { clientMessageId } = request;
  const build = ({ header: current }: Pick<OpenChat, "header">) => {
    const entry = messageAfter(current, { userId, now: ports.clock.now(), messageId, attachments }, request);
    const { header, logEntry } = advance(current, entry);
    const receipt = { userId, clientMessageId, seq: entry.seq, messageId };
    return { entry, append: { chat, afterSeq: current.lastSeq, header, entries: [logEntry], receipt } };
  };
  const done = await appendToLog(ports, { start: { header: opened.header }, build, reload: headerAlone });
  if (done === undefined || done.outcome.kind === "created") throw new ChatError("internal", "Not a send");
  const { built, outcome } = done;
  if (outcome.kind === "attachment_taken") throw usedAlready();
  if (outcome.kind === "appended") {
    const { lastSeq, messageCount } = built.append.header;
    return { entry: built.entry, replayed: false, position: { seq: lastSeq, messageCount } };
  }
  const first = await firstSend(ports, opened, { seq: outcome.receipt.seq, request });
  return { ...first, replayed: outcome.receipt.messageId !== messageId };
}

/** The message of a receipt. @throws ChatError `conflict` where it is not what is sent now */
async function firstSend(
  ports: SendPorts,
  opened: OpenChat,
  { seq, request }: { readonly seq: number; readonly request: SendMessageRequest },
) {
  const { entry, messageCount } = (await readOne(ports, opened, seq)) ?? {};
  if (entry?.kind !== "message" || messageCount === undefined) {
    throw new ChatError("internal", "A receipt without its message");
  }
  if (!isSameMessage(entry, request)) {
    throw new ChatError("conflict", "This clientMessageId was used for another message");
  }
  return { entry, position: { seq, messageCount } };
}

async function checkReply(
  ports: SendPorts,
  opened: OpenChat,
  { replyToSeq }: SendMessageRequest,
): Promise<void> {
  if (replyToSeq === undefined) return;
  const target = await readOne(ports, opened, replyToSeq);
  if (target?.entry.kind !== "message")
    throw invalidField("replyToSeq", "must name a message that you can see");
}

async function readOne(ports: SendPorts, opened: OpenChat, seq: number) {
  const [found] = await ports.chats.entries(opened, {
    afterSeq: seq - 1,
    beforeSeq: seq + 1,
    limit: 1,
    newest: true,
  });
  return found;
}

/** Posting moves one's own read pointer; the message stands even where that fails. */
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
