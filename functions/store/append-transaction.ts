import { type CancellationReason, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Append, AppendOutcome } from "../domain/log/append.ts";
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
import { isTransient, unavailable } from "./database-errors.ts";
import { IS_NEW, type ItemPut, type ItemUpdate } from "./expressions.ts";
import { keys } from "./keys.ts";
import { table } from "./table.ts";
import { isContention } from "./transaction-codes.ts";

const HEADER_UNMOVED = "lastSeq = :afterSeq";
const ROSTER_UNMOVED = "lastJoinSeq = :lastJoinSeq";
/** A receipt past its time counts as absent, as DynamoDB deletes late. */
const RECEIPT_FREE = `${IS_NEW} OR #ttl < :now`;

const UNUSED = `attribute_exists(${table.partitionKey}) AND attribute_not_exists(usedSeq)`;

/** What a cancelled transaction says of each of its items, and what to do about it, by what the item is. */
type Part = "header" | "receipt" | "creation" | "entry" | "roster";

interface PartPut extends ItemPut {
  readonly part: Part;
}

/**
 * Header, entries, receipt, roster and the use of attachments, all or nothing. A header or receipt that stands in the way comes
 * back with the refusal, so that the next attempt needs no read.
 * @throws ChatError `unavailable`: the outcome is unknown
 */
export async function runAppend(database: Database, append: Append, now: number): Promise<AppendOutcome> {
  const puts = partsOf(append, now);
  try {
    await database.transact([
      ...puts.map(({ part, ...put }) => ({
        Put: {
          ...database.putInput(put),
          ...(carriesState(part) && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }),
        },
      })),
      ...usesOf(append).map((use) => ({ Update: database.updateInput(use) })),
    ]);
    return { kind: "appended" };
  } catch (error) {
    if (error instanceof TransactionCanceledException) return outcomeOf(append, puts, error);
    throw isTransient(error) ? unavailable(error) : error;
  }
}

const carriesState = (part: Part) => part !== "entry" && part !== "roster";

function partsOf(append: Append, now: number): PartPut[] {
  const { chat, afterSeq, header, entries, roster, receipt, creationKey } = append;
  const isNew = { condition: IS_NEW };
  const parts: PartPut[] = [
    {
      part: "header",
      item: headerItem(header),
      ...(afterSeq === 0 ? isNew : { condition: HEADER_UNMOVED, values: { ":afterSeq": afterSeq } }),
    },
    ...entries.map((entry): PartPut => ({ part: "entry", item: entryItem(entry), ...isNew })),
  ];
  if (roster !== undefined) {
    const grown = { condition: ROSTER_UNMOVED, values: { ":lastJoinSeq": previousJoinSeq(roster) } };
    parts.push({ part: "roster", item: rosterItem(roster), ...(afterSeq === 0 ? isNew : grown) });
  }
  const free = {
    condition: RECEIPT_FREE,
    names: { "#ttl": table.timeToLive },
    values: { ":now": epochSeconds(now) },
  };
  if (receipt !== undefined) parts.push({ part: "receipt", item: receiptItem(chat, receipt, now), ...free });
  if (creationKey !== undefined) {
    parts.push({ part: "creation", item: creationItem(chat, creationKey, now), ...free });
  }
  return parts;
}

/** The attachments of the messages, each with the entry that uses it from now on: they are forgotten no more. */
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

/** A receipt decides first: the send is done. Then what cannot be undone, then a moved header. Else it was contention. */
function outcomeOf(
  { creationKey }: Append,
  puts: readonly PartPut[],
  error: TransactionCanceledException,
): AppendOutcome {
  const reasons = error.CancellationReasons ?? [];
  if (!isContention(error)) throw error;
  const creation = refusedItem(puts, reasons, "creation");
  if (creation && creationKey) return { kind: "created", ...createdBefore(creation, creationKey) };
  const receipt = refusedItem(puts, reasons, "receipt");
  if (receipt !== undefined) return { kind: "duplicate", receipt: receiptFrom(receipt) };
  const uses = reasons.slice(puts.length);
  if (uses.some(({ Code }) => Code === "ConditionalCheckFailed")) return { kind: "attachment_taken" };
  const header = refusedItem(puts, reasons, "header");
  if (header !== undefined) return { kind: "stale", header: headerFrom(header) };
  return { kind: "contended" };
}

function refusedItem(puts: readonly PartPut[], reasons: readonly CancellationReason[], part: Part) {
  const reason = reasons[puts.findIndex((put) => put.part === part)];
  return reason?.Code === "ConditionalCheckFailed" && reason.Item ? unmarshall(reason.Item) : undefined;
}
