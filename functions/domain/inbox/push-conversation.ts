import type { ConnectionStore } from "../connections/ports.ts";
import { activeConnections, type PushPorts, pushEvent } from "../connections/push-event.ts";
import { canUseConversations } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import { timeOf } from "../directory/update-fields.ts";
import { asError } from "../errors.ts";
import {
  type Conversation,
  type ConversationChange,
  type ConversationEvent,
  maySeeConversation,
} from "./conversation.ts";

export interface PushConversationPorts extends PushPorts {
  readonly connections: Pick<ConnectionStore, "ofUsers" | "remove" | "expiryOf" | "watching">;
  readonly directory: Pick<Directory, "location" | "profiles">;
}

/**
 * Pushes a change to the watching sockets of users who may see the conversation before or after it. If the
 * conversation was deleted or has left the location, they get its last state there, marked `deleted`: they may
 * not see its state in another location. Best effort: never throws, because the lists hold the truth.
 */
export async function pushConversation(
  ports: PushConversationPorts,
  { before, after }: ConversationChange,
): Promise<void> {
  const old = before?.conversation;
  const now = after.conversation;
  const stays = old !== undefined && old.locationId === now?.locationId;
  const dateUpdated = timeOf(after.version.dateUpdated);
  await Promise.all([
    old && !stays && pushState(ports, [old], { ...old, dateUpdated, deleted: true }),
    now && pushState(ports, stays ? [old, now] : [now], now),
  ]);
}

/** @param states users who may see one of these states get the event */
async function pushState(
  ports: PushConversationPorts,
  states: readonly Conversation[],
  conversation: ConversationEvent["conversation"],
): Promise<void> {
  const { id, locationId } = conversation;
  try {
    const sockets = await activeConnections(ports, await ports.connections.watching(locationId));
    if (sockets.length === 0) return;
    const audience = await audienceOf(ports, states, [...new Set(sockets.map(({ userId }) => userId))]);
    const theirs = sockets.filter(({ userId }) => audience.has(userId));
    const event: ConversationEvent = { type: "conversation", conversation };
    await pushEvent(ports, theirs, event);
  } catch (error) {
    const fields = { locationId, conversationId: id, cause: asError(error) };
    ports.log.warn("watchers not read, nothing pushed", fields);
  }
}

/** The users who may see one of the states, by their current profiles. */
async function audienceOf(
  { directory }: PushConversationPorts,
  states: readonly Conversation[],
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const [location, profiles] = await Promise.all([
    directory.location(states[0]?.locationId ?? ""),
    directory.profiles(userIds),
  ]);
  const allowed = profiles.filter(
    (profile) =>
      canUseConversations(profile, location) && states.some((state) => maySeeConversation(profile, state)),
  );
  return new Set(allowed.map(({ userId }) => userId));
}
