import {
  type ClaimPorts,
  claimAttachments,
  copyClaimed,
  summariesOf,
} from "../attachments/claim-attachments.ts";
import { invalidField } from "../errors.ts";
import type { AttachmentSummary } from "../log/entry.ts";
import { entryAt } from "../log/entry-at.ts";
import type { SendCharge } from "../log/membership.ts";
import { existingEntry } from "../log/must-exist.ts";
import type { OpenChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import type { Clock } from "../ports.ts";
import type { RateLimiter } from "../rate-limits.ts";
import type { RetryPorts } from "../retry.ts";
import { type Committed, earlierSend } from "./earlier-send.ts";
import { attachmentsOf, type SendMessageRequest } from "./message.ts";
import { spendSend } from "./send-limit.ts";

export interface PreparePorts extends ClaimPorts, RetryPorts {
  readonly chats: Pick<ChatStore, "entries" | "sentBefore">;
  readonly memberships: Pick<MembershipStore, "find">;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/** The result of the checks: facts for the append, or the message of an earlier send with the same key. */
export type Prepared =
  | {
      readonly attachments: readonly AttachmentSummary[];
      /** Undefined if sends are not limited. */
      readonly charge: SendCharge | undefined;
    }
  | { readonly earlier: Committed };

/**
 * The checks before the append, in the API's order: 404 and 409 of attachments, 422, 429. If a check fails, an
 * earlier send with the same key takes precedence: a retry succeeds although its attachments are now used or the
 * sender is over the limit.
 */
export async function prepareSend(
  ports: PreparePorts,
  { opened, request }: { readonly opened: OpenChat; readonly request: SendMessageRequest },
): Promise<Prepared> {
  try {
    const claims = await claimAttachments(ports, opened, attachmentsOf(request));
    await checkReply(ports, opened, request);
    const charge = await checkLimits(ports, opened);
    await copyClaimed(ports, claims);
    return { attachments: summariesOf(claims), charge };
  } catch (refusal) {
    const { chat, participant } = opened;
    const key = { userId: participant.userId, clientMessageId: request.clientMessageId };
    const receipt = await ports.chats.sentBefore(chat, key);
    if (receipt === undefined) throw refusal;
    return { earlier: await earlierSend(ports, opened, { seq: receipt.seq, request }) };
  }
}

async function checkLimits(
  ports: PreparePorts,
  { chat, participant: { userId } }: OpenChat,
): Promise<SendCharge | undefined> {
  if (!ports.limiter.isOn) return undefined;
  const membership = await ports.memberships.find(chat, userId);
  const charge = spendSend(membership?.sendsUsedUntil, ports.clock.now());
  await ports.limiter.spend("send", { locationId: chat.locationId, userId });
  return charge;
}

async function checkReply(
  ports: PreparePorts,
  opened: OpenChat,
  { replyToSeq }: SendMessageRequest,
): Promise<void> {
  if (replyToSeq === undefined) return;
  const { header, participant } = opened;
  const isVisible = replyToSeq >= participant.historyFromSeq && replyToSeq <= header.lastSeq;
  const target = await (isVisible ? existingEntry : entryAt)(ports, opened, replyToSeq);
  if (target?.entry.kind !== "message")
    throw invalidField("replyToSeq", "must name a message that you can see");
}
