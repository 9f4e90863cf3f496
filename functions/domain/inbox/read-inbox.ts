import * as z from "zod";
import { isUnread, type MyChatsPorts, myChats } from "../chats/list-chats.ts";
import type { Caller } from "../directory/access.ts";
import type { Location } from "../directory/location.ts";
import type { FeatureSwitch } from "../directory/ports.ts";
import { type Folder, listsOfFolder } from "./conversation-lists.ts";
import type { ConversationStore } from "./ports.ts";

export const Unread = z
  .object({ unread: z.number().int().describe("Counted up to 1,000, which means at least that many.") })
  .describe("A count.");
type Unread = z.infer<typeof Unread>;

export const Inbox = z
  .object({
    team: Unread.describe("Customer conversations that the caller may see."),
    assignedToMe: Unread.describe("Customer conversations that the caller owns."),
    internalChat: Unread.nullable().describe("Chats; null for Login-As tokens and while Labs is off."),
  })
  .describe("The numbers of conversations and chats with unread messages, including muted chats.");
export type Inbox = z.infer<typeof Inbox>;

/** Counting stops here: 1,000 means at least 1,000. */
const MAX_COUNT = 1000;

export interface InboxPorts extends MyChatsPorts {
  readonly conversations: Pick<ConversationStore, "count">;
  readonly feature: FeatureSwitch;
}

/** The caller, and the location whose inbox they open. */
export interface InboxVisit {
  readonly caller: Pick<Caller, "actor" | "profile">;
  readonly location: Location;
}

/** @throws ChatError `unavailable` */
export async function readInbox(ports: InboxPorts, visit: InboxVisit): Promise<Inbox> {
  const [team, assignedToMe, internalChat] = await Promise.all([
    unreadIn(ports, visit, "team"),
    unreadIn(ports, visit, "assigned"),
    unreadChats(ports, visit),
  ]);
  return { team, assignedToMe, internalChat };
}

async function unreadIn(
  { conversations }: InboxPorts,
  { caller, location: { locationId } }: InboxVisit,
  folder: Folder,
): Promise<Unread> {
  const lists = listsOfFolder(folder, caller.profile, { locationId, status: "unread" });
  const counts = await Promise.all(lists.map((list) => conversations.count(list, MAX_COUNT)));
  return capped(counts.reduce((sum, count) => sum + count, 0));
}

async function unreadChats(ports: InboxPorts, { caller, location }: InboxVisit): Promise<Unread | null> {
  const { locationId } = location;
  if (caller.actor !== null || !(await ports.feature.isOn(locationId))) return null;
  const chats = await myChats(ports, { locationId, userId: caller.profile.userId });
  return capped(chats.filter(isUnread).length);
}

const capped = (count: number): Unread => ({ unread: Math.min(count, MAX_COUNT) });
