import * as z from "zod";
import { chatConnections, type PushPorts, pushEvent } from "../connections/push-event.ts";
import type { Entry } from "../log/entry.ts";
import { initialMembership } from "../log/membership.ts";
import type { ChatHead } from "../log/ports.ts";
import { type Participant, participants } from "../log/roster.ts";
import { type EntryEvent, whoMaySee } from "../messages/push-entry.ts";
import { Chat, chatView } from "./chat-view.ts";

/** A chat came in sight: sent to those newly in it, and to the creator. */
export const ChatEvent = z.object({ type: z.literal("chat"), chat: Chat });
type ChatEvent = z.infer<typeof ChatEvent>;

interface Announcement {
  /** The chat as it is now. */
  readonly head: ChatHead;
  readonly newcomers: readonly Participant[];
  /** What brought them in, and what came with it. */
  readonly entries: readonly Entry[];
}

/** To each newcomer the chat as they see it, then its entries to everybody who may see them. Never throws. */
export async function pushNewParticipants(
  ports: PushPorts,
  { head, newcomers, entries }: Announcement,
): Promise<void> {
  const { locationId } = head.header;
  const audience = participants(head.roster);
  const userIds = audience.map(({ userId }) => userId);
  const connections = await chatConnections(ports, locationId, userIds);
  await Promise.all(
    newcomers.map((newcomer) => {
      const theirs = connections.filter(({ userId }) => userId === newcomer.userId);
      const chat = chatView(head, newcomer, initialMembership(head.roster, newcomer));
      const event: ChatEvent = { type: "chat", chat };
      return pushEvent(ports, theirs, event);
    }),
  );
  for (const entry of entries) {
    const seeing = new Set(whoMaySee(audience, entry));
    const theirs = connections.filter(({ userId }) => seeing.has(userId));
    const event: EntryEvent = { type: "entry", entry };
    await pushEvent(ports, theirs, event);
  }
}
