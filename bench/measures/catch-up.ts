import { type AttributeValue, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { logOf, MAX_SEQ } from "../../functions/store/keys.ts";
import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import type { Findings } from "../report/section.ts";
import { difference, totalOf, type Usage } from "../servers/usage.ts";
import { median } from "../statistics.ts";
import type { Bench, Measure } from "./measure.ts";
import { interleaved } from "./rounds.ts";
import { settledUsage } from "./settled.ts";

/** Somebody comes back after a holiday: how long until every missed entry is there? */
export const catchUp: Measure = {
  name: "catch-up",
  about: "sync and pages after many missed entries",
  run: async (bench) => {
    const cloud = await bench.cloud();
    const { missed } = bench.sizes;
    bench.progress(`catch-up: writing a log of ${missed + 1}`);
    const userIds = await cloud.people(2);
    const chatId = await cloud.seededChat({
      userIds,
      subject: "Holiday",
      length: missed + 1,
      filler: "subjects",
    });
    const room = await cloud.openRoom(2, { door: "websocket", userIds, chatId });
    await settledUsage(cloud);
    const before = await cloud.usage();
    const { requests } = await missedEntries(room, cloud);
    const usage = difference(before, await cloud.usage());
    bench.progress(`catch-up: reading ${missed} entries`);
    const rounds = await interleaved(
      [
        { name: "bare", run: () => bareQuery(cloud, chatId) },
        { name: "sync", run: async () => (await missedEntries(room, cloud)).entries },
      ],
      bench.sizes.rounds,
      async ({ run }) => timed(run, missed),
    );
    room.drop();
    const [bare, sync] = ["bare", "sync"].map((name) => median(rounds.get(name) ?? []));
    return findings(bench, { bare: bare ?? 0, sync: sync ?? 0, requests, usage });
  },
};

async function timed(run: () => Promise<number>, missed: number): Promise<number> {
  const start = performance.now();
  const entries = await run();
  if (entries < missed) throw new Error(`${entries} of ${missed} missed entries`);
  return performance.now() - start;
}

const Entries = z.array(z.object({ seq: z.number() }));
const SyncAck = z.object({
  chats: z.record(z.string(), z.object({ entries: Entries, more: z.boolean() })),
});
const Page = z.object({ entries: Entries, lastSeq: z.number() });

/** `sync` as far as a frame goes, then pages of 100, as the client does it. */
async function missedEntries(
  room: CloudRoom,
  cloud: Cloud,
): Promise<{ readonly entries: number; readonly requests: number }> {
  const { chatId } = room;
  const ack = SyncAck.parse(await room.ask(1, "sync", { chats: { [chatId]: 1 } })).chats[chatId];
  let entries = ack?.entries.length ?? 0;
  let last = ack?.entries.at(-1)?.seq ?? 1;
  let requests = 1;
  for (let more = ack?.more ?? false; more; ) {
    const path = `/internal-chats/${chatId}/messages?limit=100&afterSeq=${last}`;
    const page = Page.parse(await cloud.request(room.userIds[1] ?? "", { path }));
    requests += 1;
    entries += page.entries.length;
    last = page.entries.at(-1)?.seq ?? page.lastSeq;
    more = last < page.lastSeq;
  }
  return { entries, requests };
}

/** One query by pages of 1 MB, unmarshalled. */
async function bareQuery({ target, locationId }: Cloud, chatId: string): Promise<number> {
  let count = 0;
  let from: Record<string, AttributeValue> | undefined;
  const page = (start: typeof from) =>
    target.client.send(
      new QueryCommand({
        TableName: target.tableName,
        KeyConditionExpression: "PK = :pk AND begins_with(SK, :entry)",
        ExpressionAttributeValues: marshall({
          ":pk": logOf({ locationId, chatId }, 1, MAX_SEQ).partition,
          ":entry": "ENTRY#",
        }),
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
  do {
    const answer = await page(from);
    count += (answer.Items ?? []).map((item) => unmarshall(item)).length;
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
}

interface Caught {
  readonly bare: number;
  readonly sync: number;
  readonly requests: number;
  readonly usage: Usage;
}

function findings({ sizes }: Bench, { bare, sync, requests, usage }: Caught): Findings {
  const { readUnits } = totalOf(usage, "Websocket", "Chats");
  const section = {
    title: `Catching up on ${sizes.missed} missed entries`,
    notes: [
      `One \`sync\` frame, then pages of 100 by REST, one after the other; medians of ${sizes.rounds} rounds against one bare query of the same entries.`,
      "Each request here also pays for its way through a gateway, an authorizer's answer and the checks; on AWS each of them is a round trip of the client.",
    ],
    columns: [
      { key: "way", title: "way" },
      { key: "ms", title: "ms" },
      { key: "ratio", title: "÷ bare", digits: 2 },
      { key: "requests", title: "requests", digits: 0 },
      { key: "readUnits", title: "read units", digits: 1 },
    ],
    rows: [
      { way: "bare Query", ms: bare, ratio: 1, requests: 1, readUnits: null },
      { way: "sync, then pages", ms: sync, ratio: sync / bare, requests, readUnits },
    ],
  };
  return { sections: [section] };
}
