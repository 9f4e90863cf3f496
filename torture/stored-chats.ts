import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { callOrThrow, connectEngine } from "../local/dynamodb/engine-client.ts";
import { SeenEntry } from "./history.ts";

const Header = z.looseObject({ lastSeq: z.number(), messageCount: z.number() });
const Roster = z.looseObject({
  createdBy: z.string(),
  joins: z.array(
    z.looseObject({
      seq: z.number(),
      userIds: z.string().transform((userIds) => userIds.split(" ")),
      historyFromSeq: z.number(),
    }),
  ),
});
const StoredEntry = SeenEntry.extend({ messageCount: z.number() });
export type StoredEntry = z.infer<typeof StoredEntry>;
const Membership = z.looseObject({ readSeq: z.number(), readMessageCount: z.number(), muted: z.boolean() });
type Membership = z.infer<typeof Membership>;

/** A chat's items in the table. */
export interface StoredChat {
  readonly chatId: string;
  header: z.infer<typeof Header> | undefined;
  roster: z.infer<typeof Roster> | undefined;
  /** In ascending order of `seq`. */
  readonly entries: StoredEntry[];
  readonly memberships: Map<string, Membership>;
}

const Page = z.object({
  Items: z.array(z.record(z.string(), z.any())),
  LastEvaluatedKey: z.record(z.string(), z.any()).optional(),
});
const Keys = z.looseObject({ PK: z.string(), SK: z.string() });
type StoredItem = z.infer<typeof Keys>;

/** Reads all chats directly from the engine, bypassing functions and faults. */
export async function readStoredChats(table: { endpoint: string; tableName: string }): Promise<StoredChat[]> {
  const { call, close } = connectEngine(table.endpoint);
  const chats = new Map<string, StoredChat>();
  try {
    for (let from: unknown, first = true; first || from !== undefined; first = false) {
      const scan = {
        TableName: table.tableName,
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      };
      const { Items, LastEvaluatedKey } = Page.parse(await callOrThrow(call, ["DynamoDB", "Scan"], scan));
      for (const item of Items) addItem(chats, Keys.parse(unmarshall(item)));
      from = LastEvaluatedKey;
    }
  } finally {
    close();
  }
  for (const { entries } of chats.values()) entries.sort((one, other) => one.seq - other.seq);
  return [...chats.values()];
}

function addItem(chats: Map<string, StoredChat>, item: StoredItem): void {
  const [, , kind, owner = ""] = item.PK.split("#");
  const [sort, id = ""] = item.SK.split("#");
  if (kind === "CHAT") addChatItem(chatIn(chats, owner), item, sort);
  if (kind === "USER" && sort === "CHAT") chatIn(chats, id).memberships.set(owner, Membership.parse(item));
}

function addChatItem(chat: StoredChat, { PK: _PK, SK, ...item }: StoredItem, sort: string | undefined): void {
  const [, locationId] = _PK.split("#");
  if (sort === "HEADER") chat.header = Header.parse(item);
  if (sort === "ROSTER") chat.roster = Roster.parse(item);
  if (sort !== "ENTRY") return;
  const seq = Number(SK.split("#")[1]);
  chat.entries.push(StoredEntry.parse({ ...item, chatId: chat.chatId, locationId, seq }));
}

function chatIn(chats: Map<string, StoredChat>, chatId: string): StoredChat {
  const known = chats.get(chatId);
  if (known) return known;
  const chat = { chatId, header: undefined, roster: undefined, entries: [], memberships: new Map() };
  chats.set(chatId, chat);
  return chat;
}
