import * as z from "zod";

/** An entry as a client or the log shows it. Of the parts that depend on its kind, those that checks look at. */
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

/** A chat as its participants see it. */
export const SeenChat = z.looseObject({
  id: z.string(),
  lastSeq: z.number().int(),
  readSeq: z.number().int(),
  unreadCount: z.number().int(),
  firstVisibleSeq: z.number().int(),
  lastMessageBody: z.string().nullable(),
});
export type SeenChat = z.infer<typeof SeenChat>;

/** What a client told its application, in order; `at` as all times here, in milliseconds of one clock. */
type Told = { readonly at: number } & (
  | { readonly what: "chat"; readonly chat: SeenChat; readonly afterSeq: number }
  | { readonly what: "entry"; readonly entry: SeenEntry }
  | { readonly what: "read"; readonly chatId: string; readonly userId: string; readonly seq: number }
);

/** One client of one user. */
export interface DeviceHistory {
  readonly userId: string;
  readonly device: string;
  readonly told: Told[];
}

export interface Send {
  readonly userId: string;
  readonly device: string;
  readonly chatId: string;
  /** Unique among all sends. */
  readonly body: string;
  readonly askedAt: number;
  /** What the server acknowledged; absent while nobody knows. */
  acknowledged?: SeenEntry;
}

/** Where the server said that a user's read pointer stands. */
interface ReadAnswer {
  readonly userId: string;
  readonly chatId: string;
  /** What was asked for, or had been answered before that: there it must stand at least. */
  readonly floor: number;
  readonly readSeq: number;
}

/** A request that was refused, not merely failed. */
interface Refusal {
  readonly userId: string;
  readonly operation: string;
  readonly code: string;
  readonly at: number;
}

/** Entries or chats that an answer showed to a user; of what is long only what checks look at. */
export interface Shown {
  readonly userId: string;
  /** When the request was made. */
  readonly askedAt: number;
  readonly entries: readonly Pick<SeenEntry, "chatId" | "seq">[];
  readonly chats: readonly Pick<SeenChat, "id" | "lastMessageBody">[];
}

/** A request to mute a chat, or to hear of it again. */
export interface Mute {
  readonly userId: string;
  readonly chatId: string;
  readonly muted: boolean;
  readonly askedAt: number;
  /** Absent while nobody knows whether it was done. */
  answeredAt?: number;
}

/** Somebody lost access to the location: asked for, and in force. */
export interface Departure {
  readonly userId: string;
  readonly askedAt: number;
  readonly answeredAt: number;
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
  /** At the latest: looked at every now and then. */
  readonly cameAt: number;
};

/** What a user wants to hear of, and whether it is night where they are, all the time. */
export interface Preference {
  readonly wants: "every_message" | "added_only" | "none";
  readonly quiet: boolean;
}

/** All that happened, as those saw it to whom it happened. */
export interface History {
  readonly devices: DeviceHistory[];
  readonly sends: Send[];
  readonly reads: ReadAnswer[];
  readonly refusals: Refusal[];
  readonly shown: Shown[];
  readonly mutes: Mute[];
  readonly departures: Departure[];
  /** Each user's chats after everything has settled, by REST. */
  finalChats: readonly { readonly userId: string; readonly chats: readonly SeenChat[] }[];
  /** What SNS delivered: each once, by `dedupeId` and the user whom it was for. */
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
    departures: [],
    finalChats: [],
    notifications: new Map(),
    preferences,
  };
}
