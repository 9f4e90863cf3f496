import { openChat } from "../../functions/domain/log/open-chat.ts";
import { systemClock, systemEntropy } from "../../functions/runtime/system.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbChatStore } from "../../functions/store/dynamodb-chat-store.ts";
import { createBenchTable, engineClient } from "../bench-table.ts";
import type { Findings } from "../report/section.ts";
import { seedChat } from "../seed/seed-chat.ts";
import { median } from "../statistics.ts";
import type { Measure } from "./measure.ts";

const locationId = "loc";
const PAIRS = 200;
/** Pairs that warm up, and do not count. */
const WARM_UP = 50;
const PARTICIPANTS = 100;
/** Guessing tells half of the pairs apart. */
const MOST = 0.6;

/** Whether the time of a 404 tells a chat that the caller is not in from one that does not exist. */
export const existence: Measure = {
  name: "existence",
  about: "404 for a chat that one is not in, against 404 for none",
  run: async ({ engine, progress }) => {
    progress(`existence: ${PAIRS} pairs`);
    const tableName = await createBenchTable(engine, "existence");
    const client = engineClient(engine);
    const userIds = Array.from({ length: PARTICIPANTS }, (_, index) => `user${index}`);
    const seed = { locationId, userIds, subject: "Secret", length: 1, filler: "subjects" } as const;
    const { chatId } = await seedChat({ client, tableName }, seed);
    const chats = new DynamodbChatStore(new Database(client, tableName), systemClock);
    const refuse = (id: string) => timed(() => openChat({ chats }, { locationId, chatId: id }, "outsider"));
    const pairs: Pair[] = [];
    for (let index = 0; index < WARM_UP + PAIRS; index += 1) {
      pairs.push(await pairOf({ index, existing: chatId, refuse }));
    }
    client.destroy();
    return findings(pairs.slice(WARM_UP));
  },
};

interface Pair {
  readonly existing: number;
  readonly none: number;
}

interface PairSettings {
  readonly index: number;
  readonly existing: string;
  readonly refuse: (chatId: string) => Promise<number>;
}

/** The two in turn begin, so that order and other load affect both. */
async function pairOf({ index, existing, refuse }: PairSettings): Promise<Pair> {
  const unknown = systemEntropy.ulid();
  if (index % 2 === 0) return { existing: await refuse(existing), none: await refuse(unknown) };
  const none = await refuse(unknown);
  return { existing: await refuse(existing), none };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run().then(
    () => {
      throw new Error("not refused");
    },
    () => undefined,
  );
  return performance.now() - start;
}

/** The share of pairs that an onlooker tells apart who takes the slower answer for the existing chat, or the faster. */
export function shareToldApart(pairs: readonly Pair[]): number {
  const slower = pairs.filter(({ existing, none }) => existing > none).length / pairs.length;
  return Math.max(slower, 1 - slower);
}

function findings(pairs: readonly Pair[]): Findings {
  const share = shareToldApart(pairs);
  const ms = (of: keyof Pair) => median(pairs.map((pair) => pair[of]));
  return {
    sections: [
      {
        title: "404 for a chat that one is not in",
        notes: [
          `${PAIRS} pairs in turn of a 404 for a chat of ${PARTICIPANTS} that the caller is not in, and of one for no chat, on the real engine without gateway and Lambda. Told apart are the pairs in which the slower answer, or the faster, whichever is the better guess, is that of the existing chat; guessing gets half.`,
        ],
        columns: [
          { key: "answer", title: "answer" },
          { key: "ms", title: "ms", digits: 2 },
        ],
        rows: [
          { answer: `404 for a chat of ${PARTICIPANTS}`, ms: ms("existing") },
          { answer: "404 for no chat", ms: ms("none") },
        ],
      },
    ],
    targets: [
      {
        metric: "pairs of 404 told apart by their time",
        target: `≤ ${MOST * 100} %`,
        measured: `${Math.round(share * 100)} %`,
        met: share <= MOST,
      },
    ],
  };
}
