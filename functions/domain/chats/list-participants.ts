import * as z from "zod";
import type { Directory } from "../directory/ports.ts";
import type { ChatRef } from "../log/chat-header.ts";
import { HistoryAccess } from "../log/entry.ts";
import { initialMembership } from "../log/membership.ts";
import { openChat } from "../log/open-chat.ts";
import type { ChatStore, MembershipStore } from "../log/ports.ts";
import { participantIds, participants, type Roster } from "../log/roster.ts";
import { Timestamp } from "../timestamp.ts";

export const ParticipantView = z
  .object({
    userId: z.string().describe("The participant's user id."),
    name: z.string().describe("The participant's current name."),
    dateAdded: Timestamp.describe("When the participant joined."),
    addedBy: z.string().describe("The user who added the participant. The creator is added by themselves."),
    historyAccess: HistoryAccess.describe("The part of the earlier log that the participant sees."),
    readSeq: z.number().int().describe("The `seq` of the last entry that the participant has read."),
    deleted: z.boolean().describe("The user was deleted from the CRM. Their name and messages stay."),
  })
  .describe("A participant of a chat.");

/** Answer of `GET` and `POST …/participants`. */
export const ParticipantList = z
  .object({ participants: z.array(ParticipantView).describe("In the order of joining.") })
  .describe("All participants of a chat.");
export type ParticipantList = z.infer<typeof ParticipantList>;

export interface ParticipantPorts {
  readonly directory: Pick<Directory, "profiles">;
  readonly memberships: Pick<MembershipStore, "ofChat">;
}

/** @throws ChatError `not_found`, `unavailable` */
export async function listParticipants(
  ports: ParticipantPorts & { readonly chats: Pick<ChatStore, "head"> },
  chat: ChatRef,
  userId: string,
): Promise<ParticipantList> {
  const { roster } = await openChat(ports, chat, userId);
  return participantViews(ports, roster);
}

/** All participants with name and read pointer. Users who were deleted from the CRM keep their names. */
export async function participantViews(ports: ParticipantPorts, roster: Roster): Promise<ParticipantList> {
  const userIds = participantIds(roster);
  const [profiles, memberships] = await Promise.all([
    ports.directory.profiles(userIds),
    ports.memberships.ofChat(roster, userIds),
  ]);
  const profileOf = new Map(profiles.map((profile) => [profile.userId, profile]));
  const membershipOf = new Map(memberships.map((membership) => [membership.userId, membership]));
  return {
    participants: participants(roster).map((participant) => ({
      userId: participant.userId,
      name: profileOf.get(participant.userId)?.name ?? "",
      dateAdded: participant.dateAdded,
      addedBy: participant.addedBy,
      historyAccess: participant.historyAccess,
      readSeq: (membershipOf.get(participant.userId) ?? initialMembership(roster, participant)).readSeq,
      deleted: profileOf.get(participant.userId)?.deleted ?? true,
    })),
  };
}
