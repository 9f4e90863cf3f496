import * as z from "zod";
import { chatConnections, type PushLocation, type PushPorts, pushEvent } from "../connections/push-event.ts";
import type { Entry } from "../log/entry.ts";
import { initialMembership } from "../log/membership.ts";
import type { ChatHead } from "../log/ports.ts";
import { type Participant, participants } from "../log/roster.ts";
import { type EntryEvent, usersWhoSee } from "../messages/push-entry.ts";
import { Chat, chatView } from "./chat-view.ts";

/** Sent to the new participants of a chat and to its creator. */
export const ChatEvent = z
  .object({
    type: z.literal("chat").describe("The kind of event."),
    chat: Chat.describe("The chat as the receiver sees it."),
  })
  .describe("The receiver is a participant of a new chat.");
type ChatEvent = z.infer<typeof ChatEvent>;

interface Joining {
  readonly location: PushLocation;
  /** The chat as it is now. */
  readonly head: ChatHead;
  readonly newParticipants: readonly Participant[];
  /** The entry that added them, and the entries of the same transaction. */
  readonly entries: readonly Entry[];
}

/**
 * Pushes the chat to each new participant, then the entries to all participants who may see them. Never throws.
 */
export async function pushNewParticipants(
  ports: PushPorts,
  { location, head, newParticipants, entries }: Joining,
): Promise<void> {
  const audience = participants(head.roster);
  const userIds = audience.map(({ userId }) => userId);
  const connections = await chatConnections(ports, location, userIds);
  await Promise.all(
    newParticipants.map((participant) => {
      const theirs = connections.filter(({ userId }) => userId === participant.userId);
      const chat = chatView(head, participant, initialMembership(head.roster, participant));
      const event: ChatEvent = { type: "chat", chat };
      return pushEvent(ports, theirs, event);
    }),
  );
  for (const entry of entries) {
    const seeing = new Set(usersWhoSee(entry, audience));
    const theirs = connections.filter(({ userId }) => seeing.has(userId));
    const event: EntryEvent = { type: "entry", entry };
    await pushEvent(ports, theirs, event);
  }
}
