import { chatView } from "./chat-view.ts";
import { type DeliveryPorts, liveConnections, pushEvent, whoMaySee } from "./deliver.ts";
import type { Entry } from "./entry.ts";
import { initialMembership } from "./membership.ts";
import type { ChatHead } from "./ports.ts";
import { type Participant, participants } from "./roster.ts";

interface Announcement {
  /** The chat as it is now. */
  readonly head: ChatHead;
  readonly newcomers: readonly Participant[];
  /** What brought them in, and what came with it. */
  readonly entries: readonly Entry[];
}

/** To each newcomer the chat as they see it, then its entries to everybody who may see them. Never throws. */
export async function announceNewcomers(
  ports: DeliveryPorts,
  { head, newcomers, entries }: Announcement,
): Promise<void> {
  const { locationId } = head.header;
  const audience = participants(head.roster);
  const userIds = audience.map(({ userId }) => userId);
  const connections = await liveConnections(ports, locationId, userIds);
  await Promise.all(
    newcomers.map((newcomer) => {
      const theirs = connections.filter(({ userId }) => userId === newcomer.userId);
      const chat = chatView(head, newcomer, initialMembership(head.roster, newcomer));
      return pushEvent(ports, theirs, { type: "chat", chat });
    }),
  );
  for (const entry of entries) {
    const seeing = new Set(whoMaySee(audience, entry));
    const theirs = connections.filter(({ userId }) => seeing.has(userId));
    await pushEvent(ports, theirs, { type: "entry", entry });
  }
}
