import * as z from "zod";
import { chatConnections, type PushLocation, type PushPorts, pushEvent } from "../connections/push-event.ts";
import { Entry } from "../log/entry.ts";
import type { Participant } from "../log/roster.ts";

export const EntryEvent = z
  .object({
    type: z.literal("entry").describe("The kind of event."),
    entry: Entry.describe("The new entry."),
  })
  .describe("An entry was appended.");
export type EntryEvent = z.infer<typeof EntryEvent>;

/** Applies the history cutoff to a push, as the store does to reads. */
export function usersWhoSee(entry: Entry, audience: readonly Participant[]): string[] {
  return audience.filter(({ historyFromSeq }) => historyFromSeq <= entry.seq).map(({ userId }) => userId);
}

/**
 * Pushes a committed entry to all connections of the participants who may see it, except the sending one.
 * Best effort: never throws, because clients find lost events in the log.
 */
export async function pushEntry(
  ports: PushPorts,
  {
    location,
    audience,
    entry,
    sender,
  }: {
    readonly location: PushLocation;
    readonly audience: readonly Participant[];
    readonly entry: Entry;
    readonly sender?: string | undefined;
  },
): Promise<void> {
  const connections = await chatConnections(ports, location, usersWhoSee(entry, audience));
  const others = connections.filter(({ connectionId }) => connectionId !== sender);
  const event: EntryEvent = { type: "entry", entry };
  await pushEvent(ports, others, event);
}
