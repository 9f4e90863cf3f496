import { type AttributeValue, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { logOf, MAX_SEQ } from "../../functions/store/keys.ts";
import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import type { Findings } from "../report/section.ts";
import { totalOf, type Usage, usageBetween } from "../servers/usage.ts";
import { median } from "../statistics.ts";
import type { Measure, MeasureContext } from "./measure.ts";
import { runInTurns } from "./rounds.ts";
import { waitUntilIdle } from "./wait-until-idle.ts";

/** The time until a client that missed many entries has them all. */
export const catchUp: Measure = {
  name: "catch-up",
  about: "sync and pages after many missed entries",
  run: async (context) => {
    const cloud = await context.cloud();
    const { missed } = context.sizes;
    context.progress(`catch-up: writing a log of ${missed + 1}`);
    const userIds = await cloud.createUsers(2);
    const chatId = await cloud.seedChat({
      userIds,
      subject: "Holiday",
      length: missed + 1,
      filler: "subjects",
    });
    const room = await cloud.openRoom(2, { transport: "websocket", userIds, chatId });
    await waitUntilIdle(cloud);
    const before = await cloud.usage();
    const { requests } = await readMissed(room, cloud);
    const usage = usageBetween(before, await cloud.usage());
    context.progress(`catch-up: reading ${missed} entries`);
    const rounds = await runInTurns(
      [
        { name: "bare", run: () => readBare(cloud, chatId) },
        { name: "sync", run: async () => (await readMissed(room, cloud)).entries },
      ],
      context.sizes.rounds,
      async ({ run }) => timed(run, missed),
    );
    room.drop();
    const [bare, sync] = ["bare", "sync"].map((name) => median(rounds.get(name) ?? []));
    return findings(context, { bare: bare ?? 0, sync: sync ?? 0, requests, usage });
  },
};

async function timed(run: () => Promise<number>, missed: number): Promise<number> {
  const start = performance.now();
  const entries = await run();
  if (entries < missed) throw new Error(`got ${entries} of ${missed} missed entries`);
  return performance.now() - start;
}

const Entries = z.array(z.object({ seq: z.number() }));
const SyncAck = z.object({
  chats: z.record(z.string(), z.object({ entries: Entries, more: z.boolean() })),
});
const Page = z.object({ entries: Entries, lastSeq: z.number() });

/** Catches up as the client does: by `sync` as far as one frame goes, then in pages of 100. */
async function readMissed(
  room: CloudRoom,
  cloud: Cloud,
): Promise<{ readonly entries: number; readonly requests: number }> {
  const { chatId } = room;
  const ack = SyncAck.parse(await room.request(1, "sync", { chats: { [chatId]: 1 } })).chats[chatId];
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

/** Reads the same entries with one query in pages of 1 MB, and unmarshalls them. */
async function readBare({ target, locationId }: Cloud, chatId: string): Promise<number> {
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

interface CatchUpFigures {
  readonly bare: number;
  readonly sync: number;
  readonly requests: number;
  readonly usage: Usage;
}

function findings({ sizes }: MeasureContext, { bare, sync, requests, usage }: CatchUpFigures): Findings {
  const { readUnits } = totalOf(usage, "Websocket", "Chats");
  const section = {
    title: `Catching up on ${sizes.missed} missed entries`,
    notes: [
      `One \`sync\` frame, then pages of 100 by REST, one after the other. Medians of ${sizes.rounds} rounds, against one bare query of the same entries.`,
      "Each request also passes a gateway, the authorizer and the checks. On AWS each is a round trip of the client.",
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
