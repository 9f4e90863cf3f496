import { appendToLog } from "./append.ts";
import { type Chat, emptyHeader } from "./chat.ts";
import { chatView } from "./chat-view.ts";
import { type DeliveryPorts, liveConnections, pushEvent } from "./deliver.ts";
import { asError, ChatError, invalidField } from "./errors.ts";
import { type CreateChatRequest, type Founding, found } from "./founding.ts";
import { isLocationUser } from "./location.ts";
import { initialMembership, type Membership } from "./membership.ts";
import type { ChatStore, Directory, Entropy, MembershipStore } from "./ports.ts";
import { participants } from "./roster.ts";

export interface CreatePorts extends DeliveryPorts {
  readonly chats: Pick<ChatStore, "append" | "header">;
  readonly memberships: Pick<MembershipStore, "addMissing">;
  readonly directory: Pick<Directory, "profiles">;
  readonly entropy: Entropy;
}

export interface Creation {
  readonly locationId: string;
  readonly creatorId: string;
  readonly request: CreateChatRequest;
}

/**
 * Starts a chat: header, roster, first entry, and the first message where there is one, in one
 * transaction; then memberships and pushes, which the stream consumer and the next sync repair.
 * @throws ChatError `invalid_request` (only oneself), `not_a_location_user`, `unavailable`
 */
export async function createChat(ports: CreatePorts, creation: Creation): Promise<Chat> {
  const { locationId, creatorId, request } = creation;
  const others = [...new Set(request.participantIds)].filter((userId) => userId !== creatorId);
  if (others.length === 0) throw invalidField("participantIds", "must name somebody else than yourself");
  await requireLocationUsers(ports, locationId, others);

  const ids = { chatId: ports.entropy.ulid(), messageId: ports.entropy.ulid() };
  const founding = found({ ...creation, ...ids, userIds: [creatorId, ...others], now: ports.clock.now() });
  await appendToLog(ports, emptyHeader(founding.append.chat), () => founding);

  const views = await seat(ports, founding);
  await announce(ports, founding, views);
  const view = views.get(creatorId);
  if (view === undefined) throw new ChatError("internal", "A creator outside of the chat");
  return view;
}

/** Writes everybody's membership and returns everybody's view of the new chat. */
async function seat(ports: CreatePorts, { append, roster }: Founding): Promise<Map<string, Chat>> {
  const seats = participants(roster).map((participant) => ({
    participant,
    membership: initialMembership(roster, participant),
  }));
  await addMemberships(
    ports,
    seats.map(({ membership }) => membership),
  );
  const head = { header: append.header, roster };
  return new Map(
    seats.map(({ participant, membership }) => [participant.userId, chatView(head, participant, membership)]),
  );
}

/** Once the roster is written a missing membership is healed by the stream consumer. */
async function addMemberships(ports: CreatePorts, memberships: readonly Membership[]): Promise<void> {
  try {
    await ports.memberships.addMissing(memberships);
  } catch (error) {
    ports.log.warn("memberships not written, left to the stream consumer", { cause: asError(error) });
  }
}

/** To each one the chat as they see it, then its entries. */
async function announce(
  ports: CreatePorts,
  { append }: Founding,
  views: ReadonlyMap<string, Chat>,
): Promise<void> {
  const connections = await liveConnections(ports, append.chat.locationId, [...views.keys()]);
  await Promise.all(
    [...views].map(([userId, chat]) =>
      pushEvent(
        ports,
        connections.filter((connection) => connection.userId === userId),
        { type: "chat", chat },
      ),
    ),
  );
  for (const { entry } of append.entries) await pushEvent(ports, connections, { type: "entry", entry });
}

/** @throws ChatError `not_a_location_user`, naming who is not */
async function requireLocationUsers(
  { directory }: { readonly directory: Pick<Directory, "profiles"> },
  locationId: string,
  userIds: readonly string[],
): Promise<void> {
  const profiles = await directory.profiles(userIds);
  const known = new Set(
    profiles.filter((profile) => isLocationUser(profile, locationId)).map(({ userId }) => userId),
  );
  const strangers = userIds.filter((userId) => !known.has(userId));
  if (strangers.length === 0) return;
  throw new ChatError("not_a_location_user", "Not a user of this location", {
    problems: strangers.map((userId) => `${userId}: is not a user of this location`),
  });
}
