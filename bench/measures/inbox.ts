import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import pLimit from "p-limit";
import { listChats } from "../../functions/domain/chats/list-chats.ts";
import { noRateLimits } from "../../functions/domain/rate-limits.ts";
import { systemClock } from "../../functions/runtime/system.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbChatStore } from "../../functions/store/dynamodb-chat-store.ts";
import { DynamodbDirectory } from "../../functions/store/dynamodb-directory.ts";
import { DynamodbMembershipStore } from "../../functions/store/dynamodb-membership-store.ts";
import { HmacCursors } from "../../functions/store/hmac-cursors.ts";
import { keys, membershipsOf } from "../../functions/store/keys.ts";
import { createBenchTable } from "../bench-table.ts";
import type { Findings, Row, Target } from "../report/section.ts";
import { seedChat } from "../seed/seed-chat.ts";
import { seedUsers } from "../seed/users.ts";
import { meteredClient } from "../servers/metered-table.ts";
import type { FunctionUsage } from "../servers/usage.ts";
import { median } from "../statistics.ts";
import { type Measure, type MeasureContext, ratioText } from "./measure.ts";
import { runInTurns } from "./rounds.ts";

const locationId = "loc";
const owner = { locationId, userId: "ana" };
/** Keys in one BatchGetItem: DynamoDB's limit. */
const BATCH_GET = 100;
/** Chats seeded at once. */
const SEEDING = 8;

/** The first page of a user with many chats, against the bare reads that any such page needs. */
export const inbox: Measure = {
  name: "inbox",
  about: "list, unread and search of a user with many chats",
  run: async (context) => {
    const { client, used } = meteredClient(context.engine);
    const tableName = await createBenchTable(context.engine, "inbox");
    context.progress(`inbox: writing ${context.sizes.inboxChats} chats`);
    const target = { client, tableName };
    await seedUsers(target, locationId, ["ana", "ben"]);
    const chatIds: string[] = [];
    await pLimit(SEEDING).map(Array.from({ length: context.sizes.inboxChats }), async (_, index) => {
      const chat = { locationId, userIds: ["ben", "ana"], subject: `Deal ${index}` };
      chatIds.push((await seedChat(target, { ...chat, length: 1, filler: "subjects" })).chatId);
    });
    context.progress("inbox: listing");
    const database = new Database(client, tableName);
    const ports = {
      chats: new DynamodbChatStore(database, systemClock),
      memberships: new DynamodbMembershipStore(database),
      directory: new DynamodbDirectory(database),
      cursors: new HmacCursors("a key of at least thirty-two characters"),
      limiter: noRateLimits,
    };
    const first = { query: "", status: "all", limit: 20, cursor: undefined } as const;
    const ways = [
      { name: "bare Query + BatchGets", run: () => bareReads(target, chatIds) },
      { name: "list", run: () => listChats(ports, owner, first) },
      { name: "list, unread only", run: () => listChats(ports, owner, { ...first, status: "unread" }) },
      { name: "search", run: () => listChats(ports, owner, { ...first, query: "deal 77" }) },
    ];
    const rounds = await runInTurns(ways, Math.max(5, context.sizes.rounds), ({ run }) => sampled(run, used));
    client.destroy();
    return findings(context, rounds);
  },
};

interface Sample {
  readonly ms: number;
  readonly readUnits: number;
}

async function sampled(run: () => Promise<unknown>, used: FunctionUsage): Promise<Sample> {
  const before = used.readUnits;
  const start = performance.now();
  await run();
  return { ms: performance.now() - start, readUnits: used.readUnits - before };
}

/** The reads that any list by activity needs, through the SDK alone: no parsing, no sorting. */
async function bareReads(
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
  chatIds: readonly string[],
): Promise<void> {
  const { partition, sort } = membershipsOf(owner.locationId, owner.userId);
  await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: "PK = :pk AND begins_with(SK, :prefix)",
      ExpressionAttributeValues: marshall({ ":pk": partition, ":prefix": sort.prefix }),
      ConsistentRead: true,
    }),
  );
  const wanted = chatIds.map((chatId) => marshall(keys.header({ locationId, chatId })));
  const batches = Array.from({ length: Math.ceil(wanted.length / BATCH_GET) }, (_, index) =>
    wanted.slice(index * BATCH_GET, (index + 1) * BATCH_GET),
  );
  await Promise.all(
    batches.map((Keys) =>
      client.send(new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } })),
    ),
  );
}

function findings({ sizes }: MeasureContext, rounds: ReadonlyMap<string, readonly Sample[]>): Findings {
  const floor = rounds.get("bare Query + BatchGets") ?? [];
  const rows: Row[] = [...rounds].map(([way, samples]) => ({
    way,
    ms: median(samples.map(({ ms }) => ms)),
    ratio: median(samples.map(({ ms }, index) => ms / (floor[index]?.ms ?? Number.NaN))),
    readUnits: median(samples.map(({ readUnits }) => readUnits)),
  }));
  const list = Number(rows.find(({ way }) => way === "list")?.ratio);
  const target: Target = {
    metric: `first page of ${sizes.inboxChats} chats, against the bare reads`,
    target: "≤ 2.0×",
    measured: ratioText(list),
    met: list <= 2,
  };
  const section = {
    title: `Inbox and search with ${sizes.inboxChats} chats`,
    notes: [
      "The use case on the real engine, without gateway and Lambda, against the reads that any list by activity needs. Medians of rounds in turn. Search reads all rosters, too.",
      "Milliseconds of the local engine. On AWS the batches of 100 headers run in parallel, some 10 to 20 ms in all.",
    ],
    columns: [
      { key: "way", title: "way" },
      { key: "ms", title: "ms" },
      { key: "ratio", title: "÷ bare", digits: 2 },
      { key: "readUnits", title: "read units", digits: 1 },
    ],
    rows,
  };
  return { sections: [section], targets: [target] };
}
