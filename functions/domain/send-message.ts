import { appendToLog, headerAlone } from "./append.ts";
import { advance, type ChatRef } from "./chat.ts";
import { type DeliveryPorts, deliverEntry } from "./deliver.ts";
import type { Message } from "./entry.ts";
import { asError, ChatError, invalidField } from "./errors.ts";
import { initialMembership, type ReadPosition, type SendsUsed } from "./membership.ts";
import { isSameMessage, messageAfter, type SendMessageRequest } from "./message.ts";
import { type OpenChat, openChat } from "./open-chat.ts";
import type { ChatStore, Entropy, MembershipStore } from "./ports.ts";
import { participants } from "./roster.ts";
import { spendSend } from "./send-limit.ts";

export interface SendPorts extends DeliveryPorts {
  readonly chats: Pick<ChatStore, "head" | "header" | "append" | "entries" | "sentBefore">;
  readonly memberships: Pick<MembershipStore, "advanceRead" | "find">;
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
 * @throws ChatError `not_found`, `invalid_request` (replyToSeq), `conflict` (the key of another
 * message), `rate_limited`, `unavailable`
 */
export async function sendMessage(ports: SendPorts, sending: Sending): Promise<Sent> {
  const opened = await openChat(ports, sending.chat, sending.userId);
  await checkReferences(ports, opened, sending.request);
  const admission = await admitSend(ports, opened, sending.request);
  const { entry, replayed, position } = admission.earlier ?? (await commit(ports, opened, sending));
  await Promise.all([
    markOwnRead(ports, opened, { ...position, ...(!replayed && admission.used) }),
    replayed
      ? undefined
      : deliverEntry(ports, {
          chat: sending.chat,
          audience: participants(opened.roster),
          entry,
          sender: sending.connectionId,
        }),
  ]);
  return { entry, replayed };
}

interface Admission {
  /** The limit's state after this send, where there is a limit. */
  readonly used?: SendsUsed;
  /** Over the limit a retry is still answered: it appends nothing. */
  readonly earlier?: Committed | undefined;
}

async function admitSend(
  ports: SendPorts,
  opened: OpenChat,
  request: SendMessageRequest,
): Promise<Admission> {
  if (!ports.limitsSends) return {};
  const { chat, participant } = opened;
  const membership = await ports.memberships.find(chat, participant.userId);
  try {
    return { used: { sendsUsedUntil: spendSend(membership?.sendsUsedUntil, ports.clock.now()) } };
  } catch (limited) {
    const key = { userId: participant.userId, clientMessageId: request.clientMessageId };
    const receipt = await ports.chats.sentBefore(chat, key);
    if (receipt === undefined) throw limited;
    return {
      earlier: { ...(await firstSend(ports, opened, { seq: receipt.seq, request })), replayed: true },
    };
  }
}

interface Committed extends Sent {
  readonly position: ReadPosition;
}

async function commit(
  ports: SendPorts,
  opened: OpenChat,
  { chat, userId, request }: Sending,
): Promise<Committed> {
  const messageId = ports.entropy.ulid();
  const { clientMessageId } = request;
  const build = ({ header: current }: Pick<OpenChat, "header">) => {
    const entry = messageAfter(current, { userId, now: ports.clock.now(), messageId }, request);
    const { header, logEntry } = advance(current, entry);
    const receipt = { userId, clientMessageId, seq: entry.seq, messageId };
    return { entry, append: { chat, afterSeq: current.lastSeq, header, entries: [logEntry], receipt } };
  };
  const done = await appendToLog(ports, { start: { header: opened.header }, build, reload: headerAlone });
  if (done === undefined || done.outcome.kind === "created") throw new ChatError("internal", "Not a send");
  const { built, outcome } = done;
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

async function checkReferences(
  ports: SendPorts,
  opened: OpenChat,
  request: SendMessageRequest,
): Promise<void> {
  if ((request.attachmentIds ?? []).length > 0) throw new ChatError("not_found", "No such attachment");
  if (request.replyToSeq === undefined) return;
  const target = await readOne(ports, opened, request.replyToSeq);
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
  position: ReadPosition & SendsUsed,
): Promise<void> {
  const { chat, participant, roster } = opened;
  try {
    await ports.memberships.advanceRead(initialMembership(roster, participant), position);
  } catch (error) {
    ports.log.warn("read pointer not moved", { ...chat, userId: participant.userId, cause: asError(error) });
  }
}
