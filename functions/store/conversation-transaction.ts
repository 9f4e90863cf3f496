import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ConversationChange } from "../domain/inbox/conversation.ts";
import { listChange } from "../domain/inbox/conversation-lists.ts";
import { conversationItem, listItem, versionItem } from "./conversation-items.ts";
import type { Database } from "./database.ts";
import { IS_NEW } from "./expressions.ts";
import type { Item } from "./item.ts";
import { type Key, keys } from "./keys.ts";
import { tryTransaction } from "./transaction.ts";

const UNMOVED = "dateUpdated = :before";

/**
 * Version, conversation and its places in lists, all or nothing: at most 1 + 2 + 88 of the 100 actions that a
 * transaction takes. The version alone carries a condition, as everything else changes only with it.
 * @returns false where another update has changed the conversation meanwhile, or contends for it
 * @throws ChatError `unavailable`: the outcome is unknown
 */
export async function runReplace(database: Database, change: ConversationChange): Promise<boolean> {
  return (await tryTransaction(database, actionsOf(database, change))) === undefined;
}

function actionsOf(database: Database, change: ConversationChange): TransactWriteItem[] {
  const { before, after } = change;
  const { tableName: TableName } = database;
  const put = (item: Item) => ({ Put: { TableName, Item: marshall(item) } });
  const remove = (key: Key) => ({ Delete: { TableName, Key: marshall(key) } });
  const { removed, added } = listChange(change);
  const version = {
    item: versionItem(after.version),
    ...(before === undefined
      ? { condition: IS_NEW }
      : { condition: UNMOVED, values: { ":before": before.version.dateUpdated } }),
  };
  return [
    { Put: database.putInput(version) },
    ...(after.conversation === undefined ? [] : [put(conversationItem(after.conversation))]),
    ...leftBehind(change).map(remove),
    ...removed.map((entry) => remove(keys.listEntry(entry))),
    ...added.map((entry) => put(listItem(entry))),
  ];
}

/** The item of a conversation that is deleted, or has moved to another location. */
function leftBehind({ before, after }: ConversationChange): Key[] {
  const old = before?.conversation;
  if (old === undefined || old.locationId === after.conversation?.locationId) return [];
  return [keys.conversation(old.locationId, old.id)];
}
