import type { Connection } from "../connections/connection.ts";
import type { ConnectionStore } from "../connections/ports.ts";
import { activeConnections, type PushPorts, pushEvent } from "../connections/push-event.ts";
import { canUseConversationsAs, type Location } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import { timeOf } from "../directory/update-fields.ts";
import { asError } from "../errors.ts";
import {
  type Conversation,
  type ConversationChange,
  type ConversationEvent,
  maySeeConversation,
} from "./conversation.ts";
import { conversationEvent } from "./conversation-event.ts";

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
    const watching = await ports.connections.watching(locationId);
    const location = watching.length === 0 ? undefined : await ports.directory.location(locationId);
    if (location === undefined) return;
    const sockets = await activeConnections(ports, location, watching);
    const theirs = await thoseWhoSee(ports, sockets, { location, states });
    await pushEvent(ports, theirs, conversationEvent(conversation));
  } catch (error) {
    const fields = { locationId, conversationId: id, cause: asError(error) };
    ports.log.warn("watchers not read, nothing pushed", fields);
  }
}

interface Visible {
  readonly location: Location;
  readonly states: readonly Conversation[];
}

/** The sockets of users who may see one of the states, by the current profiles of users and actors. */
async function thoseWhoSee(
  { directory }: PushConversationPorts,
  sockets: readonly Connection[],
  { location, states }: Visible,
): Promise<Connection[]> {
  const userIds = new Set(sockets.flatMap(({ userId, actorId }) => [userId, actorId ?? userId]));
  const profiles = await directory.profiles([...userIds]);
  const known = new Map(profiles.map((profile) => [profile.userId, profile]));
  return sockets.filter(({ userId, actorId }) => {
    const user = known.get(userId);
    if (user === undefined || !states.some((state) => maySeeConversation(user, state))) return false;
    return canUseConversationsAs(user, actorId === null ? null : known.get(actorId), location);
  });
}
