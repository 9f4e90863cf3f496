import type { PushLocation, PushPorts } from "../connections/push-event.ts";
import { ChatError, conflict, invalidField } from "../errors.ts";
import type { CreatedBefore, CreationAppend, CreationKey } from "../log/append.ts";
import { appendToLog, headerAlone } from "../log/append-to-log.ts";
import { emptyHeader } from "../log/chat-header.ts";
import type { Membership } from "../log/membership.ts";
import { mustExist } from "../log/must-exist.ts";
import type { ChatHead, ChatStore } from "../log/ports.ts";
import { initialMemberships } from "../log/repair-memberships.ts";
import { findParticipant, participants } from "../log/roster.ts";
import type { Entropy } from "../ports.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { type Chat, chatView } from "./chat-view.ts";
import type { GetPorts } from "./get-chat.ts";
import { buildNewChat, type CreateChatRequest } from "./new-chat.ts";
import { addMemberships, type NewParticipantPorts, requireLocationUsers } from "./new-participants.ts";
import { pushNewParticipants } from "./push-new-participants.ts";

export interface CreatePorts extends PushPorts, NewParticipantPorts, GetPorts {
  readonly chats: Pick<ChatStore, "create" | "header" | "head" | "createdUnder">;
  readonly memberships: NewParticipantPorts["memberships"] & GetPorts["memberships"];
  readonly entropy: Entropy;
  readonly limiter: RateLimiter;
}

export interface Creation {
  readonly location: PushLocation;
  readonly creatorId: string;
  readonly request: CreateChatRequest;
  /** The client's `Idempotency-Key`. */
  readonly key?: string | undefined;
}

export interface Created {
  readonly chat: Chat;
  /** True if an earlier request with the same key created the chat. */
  readonly replayed: boolean;
}

/**
 * Creates a chat: header, roster, first entry and the optional first message in one transaction. Memberships
 * and pushes follow; the stream consumer repairs lost memberships, and the next sync lost pushes.
 * @throws ChatError `invalid_request` (no other participant), `not_a_location_user`, `conflict` (the key
 * belongs to another request), `unavailable`
 */
export async function createChat(ports: CreatePorts, creation: Creation): Promise<Created> {
  const { creatorId, request } = creation;
  const { locationId } = creation.location;
  const creationKey = keyOf(creation);
  const earlier = creationKey && (await ports.chats.createdUnder(locationId, creationKey));
  if (earlier !== undefined) return replay(ports, creation, earlier);
  const others = otherIds(request.participantIds, creatorId);
  if (others.length === 0) throw invalidField("participantIds", "must name a user other than yourself");
  await requireLocationUsers(ports, locationId, others);
  await ports.limiter.spend("createChat", { locationId, userId: creatorId });
  if (request.message) await ports.limiter.spend("send", { locationId, userId: creatorId });

  const ids = { chatId: ports.entropy.ulid(), messageId: ports.entropy.ulid() };
  const userIds = [creatorId, ...others];
  const append = buildNewChat({
    ...creation,
    ...ids,
    locationId,
    userIds,
    now: ports.clock.now(),
    creationKey,
  });
  const { outcome } = await appendToLog(ports, {
    start: { header: emptyHeader(append.chat) },
    attempt: () => create(ports, append),
    reload: headerAlone,
  });
  if (outcome.kind === "created_before") return replay(ports, creation, outcome);
  return { chat: await afterCreation(ports, creation, append), replayed: false };
}

/** Treats a chat with this new id as created: an earlier attempt of unknown outcome wrote it. */
async function create(ports: CreatePorts, append: CreationAppend) {
  const outcome = await ports.chats.create(append);
  const isOwn =
    outcome.kind === "stale" || (outcome.kind === "created_before" && outcome.chatId === append.chat.chatId);
  return isOwn ? ({ kind: "appended" } as const) : outcome;
}

function keyOf(creation: Creation): CreationKey | undefined {
  const { creatorId, key } = creation;
  return key === undefined ? undefined : { creatorId, key, request: canonicalText(creation) };
}

/**
 * The same text for requests that ask for the same chat: in whatever order they name users and records, whether they
 * name the creator, and whether they leave out what they do not want or say that it is null or empty.
 */
function canonicalText({ creatorId, request }: Creation): string {
  const { participantIds, subject = null, records = [], ...others } = request;
  return JSON.stringify({
    ...others, // parsed: its fields are in the schema's order
    participantIds: otherIds(participantIds, creatorId).sort(),
    subject,
    records: records.map(({ type, id }) => `${type} ${id}`).sort(),
  });
}

/** Without the creator and without duplicates, in the order given. */
function otherIds(userIds: readonly string[], creatorId: string): string[] {
  return [...new Set(userIds)].filter((userId) => userId !== creatorId);
}

async function replay(
  ports: CreatePorts,
  creation: Creation,
  { chatId, sameRequest }: CreatedBefore,
): Promise<Created> {
  if (!sameRequest) throw conflict("key_reused", "This Idempotency-Key was used for another request");
  const { location, creatorId } = creation;
  const chat = { locationId: location.locationId, chatId };
  const head = await mustExist(ports, () => ports.chats.head(chat, creatorId));
  const membership = await ports.memberships.find(chat, creatorId);
  return { chat: creatorView(head, creatorId, membership), replayed: true };
}

/** Writes memberships and pushes. @returns the creator's view */
async function afterCreation(
  ports: CreatePorts,
  { location, creatorId }: Creation,
  { header, roster, entries }: CreationAppend,
): Promise<Chat> {
  ports.metrics.count("MessagesSent", header.messageCount);
  const head = { header, roster };
  await addMemberships(ports, initialMemberships([head]));
  await pushNewParticipants(ports, {
    location,
    head,
    newParticipants: participants(roster),
    entries: entries.map(({ entry }) => entry),
  });
  return creatorView(head, creatorId, undefined);
}

function creatorView(head: ChatHead, creatorId: string, membership: Membership | undefined): Chat {
  const creator = findParticipant(head.roster, creatorId);
  if (creator === undefined) throw new ChatError("internal", "The creator is not in the chat");
  return chatView(head, creator, membership);
}
