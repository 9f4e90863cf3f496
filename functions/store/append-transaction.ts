import type { CancellationReason } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type {
  Append,
  AppendOutcome,
  AppendRefused,
  CreationAppend,
  CreationKey,
  CreationOutcome,
  SendAppend,
  SendOutcome,
  SendReceipt,
} from "../domain/log/append.ts";
import {
  createdBefore,
  creationItem,
  entryItem,
  epochSeconds,
  headerFrom,
  headerItem,
  previousJoinSeq,
  receiptFrom,
  receiptItem,
  rosterItem,
} from "./chat-items.ts";
import type { Database } from "./database.ts";
import { IS_NEW, type ItemPut, type ItemUpdate } from "./expressions.ts";
import type { Item } from "./item.ts";
import { keys } from "./keys.ts";
import { table } from "./table.ts";
import { isConditionFailed, tryTransaction } from "./transaction.ts";

const HEADER_UNMOVED = "lastSeq = :afterSeq";
const ROSTER_UNMOVED = "lastJoinSeq = :lastJoinSeq";
/** An expired receipt counts as absent, as DynamoDB deletes late. */
const RECEIPT_FREE = `${IS_NEW} OR #ttl < :now`;
const UNUSED = `attribute_exists(${table.partitionKey}) AND attribute_not_exists(usedSeq)`;

/** The role of an item in the transaction, by which its cancellation reason is looked up. */
type Part = "header" | "entry" | "roster" | "receipt" | "creation" | "attachment";

type Action =
  | { readonly part: Exclude<Part, "attachment">; readonly put: ItemPut }
  | { readonly part: "attachment"; readonly update: ItemUpdate };

/** @throws ChatError `unavailable`: the outcome is unknown */
export async function runAppend(database: Database, append: Append, now: number): Promise<AppendOutcome> {
  const refused = await run(database, actionsOf(append, { now }));
  return refused === undefined ? { kind: "appended" } : contention(refused);
}

/** A receipt decides first: the message was sent. @throws ChatError `unavailable`: the outcome is unknown */
export async function runSend(database: Database, append: SendAppend, now: number): Promise<SendOutcome> {
  const refused = await run(database, actionsOf(append, { now, receipt: append.receipt }));
  if (refused === undefined) return { kind: "appended" };
  const receipt = refused.itemOf("receipt");
  if (receipt !== undefined) return { kind: "duplicate", receipt: receiptFrom(receipt) };
  if (refused.has("attachment")) return { kind: "attachment_taken" };
  return contention(refused);
}

/** @throws ChatError `unavailable`: the outcome is unknown */
export async function runCreation(
  database: Database,
  append: CreationAppend,
  now: number,
): Promise<CreationOutcome> {
  const { receipt, creationKey } = append;
  const refused = await run(database, actionsOf(append, { now, receipt, creationKey }));
  if (refused === undefined) return { kind: "appended" };
  const creation = refused.itemOf("creation");
  if (creation && creationKey) return { kind: "created_before", ...createdBefore(creation, creationKey) };
  return contention(refused);
}

function contention({ itemOf }: Refused): AppendRefused {
  const header = itemOf("header");
  return header === undefined ? { kind: "contended" } : { kind: "stale", header: headerFrom(header) };
}

interface Refused {
  has(part: Part): boolean;
  /** The stored item whose condition failed. */
  itemOf(part: Part): Item | undefined;
}

/**
 * Runs the actions, all or nothing. The header, receipt or creation key that stands in the way comes back with
 * the refusal, so that the next attempt needs no read.
 */
async function run(database: Database, actions: readonly Action[]): Promise<Refused | undefined> {
  const cancelled = await tryTransaction(
    database,
    actions.map((action) =>
      action.part === "attachment"
        ? { Update: database.updateInput(action.update) }
        : {
            Put: {
              ...database.putInput(action.put),
              ...(returnsItem(action.part) && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }),
            },
          },
    ),
  );
  if (cancelled === undefined) return undefined;
  const failed = (part: Part): CancellationReason[] =>
    cancelled.reasons.filter((reason, index) => actions[index]?.part === part && isConditionFailed(reason));
  return {
    has: (part) => failed(part).length > 0,
    itemOf: (part) => {
      const item = failed(part)[0]?.Item;
      return item && unmarshall(item);
    },
  };
}

const returnsItem = (part: Part) => part !== "entry" && part !== "roster";

interface Extras {
  readonly now: number;
  readonly receipt?: SendReceipt | undefined;
  readonly creationKey?: CreationKey | undefined;
}

function actionsOf(append: Append, { now, receipt, creationKey }: Extras): Action[] {
  const { chat, afterSeq, header, entries, roster } = append;
  const isNew = { condition: IS_NEW };
  const unmoved = { condition: HEADER_UNMOVED, values: { ":afterSeq": afterSeq } };
  const free = {
    condition: RECEIPT_FREE,
    names: { "#ttl": table.timeToLive },
    values: { ":now": epochSeconds(now) },
  };
  const put = (part: Exclude<Part, "attachment">, item: Item, condition: Omit<ItemPut, "item">): Action => ({
    part,
    put: { item, ...condition },
  });
  return [
    put("header", headerItem(header), afterSeq === 0 ? isNew : unmoved),
    ...entries.map((entry) => put("entry", entryItem(entry), isNew)),
    ...(roster ? [put("roster", rosterItem(roster), afterSeq === 0 ? isNew : rosterUnmoved(roster))] : []),
    ...(receipt ? [put("receipt", receiptItem(chat, receipt, now), free)] : []),
    ...(creationKey ? [put("creation", creationItem(chat, creationKey, now), free)] : []),
    ...usesOf(append).map((update) => ({ part: "attachment", update }) as const),
  ];
}

type Grown = NonNullable<Append["roster"]>;

const rosterUnmoved = (roster: Grown) => ({
  condition: ROSTER_UNMOVED,
  values: { ":lastJoinSeq": previousJoinSeq(roster) },
});

/** Marks each attachment of the messages with the entry that uses it; it then expires no more. */
function usesOf({ chat, entries }: Append): ItemUpdate[] {
  return entries.flatMap(({ entry }) =>
    (entry.kind === "message" ? entry.attachments : []).map(({ id }) => ({
      key: keys.attachment(chat, id),
      update: "SET usedSeq = :seq REMOVE #ttl",
      condition: UNUSED,
      names: { "#ttl": table.timeToLive },
      values: { ":seq": entry.seq },
    })),
  );
}
