import * as z from "zod";

/** An entry as a client or the log shows it, with those kind-specific fields that the checks use. */
export const SeenEntry = z.looseObject({
  chatId: z.string(),
  seq: z.number().int(),
  kind: z.string(),
  userId: z.string(),
  body: z.string().optional(),
  clientMessageId: z.string().optional(),
  participantIds: z.array(z.string()).optional(),
  userIds: z.array(z.string()).optional(),
  historyAccess: z.enum(["full", "none"]).optional(),
});
export type SeenEntry = z.infer<typeof SeenEntry>;

/** A chat as the API shows it to a participant. */
export const SeenChat = z.looseObject({
  id: z.string(),
  lastSeq: z.number().int(),
  readSeq: z.number().int(),
  unreadCount: z.number().int(),
  firstVisibleSeq: z.number().int(),
  lastMessageBody: z.string().nullable(),
});
export type SeenChat = z.infer<typeof SeenChat>;

/** An event that a client emitted. All times in a history are epoch milliseconds of one clock. */
type ClientEvent = { readonly at: number } & (
  | { readonly type: "chat"; readonly chat: SeenChat; readonly afterSeq: number }
  | { readonly type: "entry"; readonly entry: SeenEntry }
  | { readonly type: "read"; readonly chatId: string; readonly userId: string; readonly seq: number }
);

/** The events of one client of one user. */
export interface DeviceHistory {
  readonly userId: string;
  readonly device: string;
  /** In the order in which the client emitted them. */
  readonly events: ClientEvent[];
}

export interface Send {
  readonly userId: string;
  readonly device: string;
  readonly chatId: string;
  /** Unique among all sends. */
  readonly body: string;
  readonly requestedAt: number;
  /** The entry that the server acknowledged; absent if the outcome is unknown. */
  acknowledged?: SeenEntry;
}

/** The position of a user's read pointer according to an answer. */
interface ReadAnswer {
  readonly userId: string;
  readonly chatId: string;
  /** The least correct position: the requested one, or the highest one answered before. */
  readonly leastSeq: number;
  readonly readSeq: number;
}

/** A request that got a 4xx. */
interface Refusal {
  readonly userId: string;
  readonly operation: string;
  readonly code: string;
  readonly at: number;
}

/** The entries and chats of one answer, with those fields that the checks use. */
export interface ShownAnswer {
  readonly userId: string;
  readonly requestedAt: number;
  readonly entries: readonly Pick<SeenEntry, "chatId" | "seq">[];
  readonly chats: readonly Pick<SeenChat, "id" | "lastMessageBody">[];
}

/** A request to mute or unmute a chat. */
export interface Mute {
  readonly userId: string;
  readonly chatId: string;
  readonly muted: boolean;
  readonly requestedAt: number;
  /** Absent if the outcome is unknown. */
  answeredAt?: number;
}

/** The end of a user's access to the location: requested, then in force. */
export interface Revocation {
  readonly userId: string;
  readonly requestedAt: number;
  readonly answeredAt: number;
}

/** The time in which a user created chats faster than the rate limit allows. */
interface Flood {
  readonly userId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export const SeenNotification = z.looseObject({
  event: z.enum(["message", "added"]),
  userId: z.string(),
  chatId: z.string(),
  seq: z.number().int(),
  senderId: z.string(),
  quiet: z.boolean(),
  dedupeId: z.string(),
});
export type SeenNotification = z.infer<typeof SeenNotification> & {
  /** An upper bound: the time of the poll that found it. */
  readonly receivedAt: number;
};

/** A user's notification preferences, constant for the whole run. */
export interface Preference {
  readonly wants: "every_message" | "added_only" | "none";
  /** Whether the whole run is within the user's quiet hours. */
  readonly quiet: boolean;
}

/** Everything that clients and subscribers observed. */
export interface History {
  readonly devices: DeviceHistory[];
  readonly sends: Send[];
  readonly reads: ReadAnswer[];
  readonly refusals: Refusal[];
  readonly shown: ShownAnswer[];
  readonly mutes: Mute[];
  readonly revocations: Revocation[];
  readonly floods: Flood[];
  /** Each user's list of chats by REST, at the end. */
  finalChats: readonly { readonly userId: string; readonly chats: readonly SeenChat[] }[];
  /** The notifications that SNS delivered, once each: the key is `dedupeId` and recipient. */
  readonly notifications: Map<string, SeenNotification>;
  readonly preferences: ReadonlyMap<string, Preference>;
}

export function emptyHistory(preferences: ReadonlyMap<string, Preference> = new Map()): History {
  return {
    devices: [],
    sends: [],
    reads: [],
    refusals: [],
    shown: [],
    mutes: [],
    revocations: [],
    floods: [],
    finalChats: [],
    notifications: new Map(),
    preferences,
  };
}
