import { systemEntropy } from "../../functions/runtime/system.ts";
import type { Cloud } from "../contenders/cloud.ts";
import type { Findings } from "../report/section.ts";
import { median } from "../statistics.ts";
import type { Measure } from "./measure.ts";
import { waitUntilIdle } from "./wait-until-idle.ts";

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
  run: async (context) => {
    const cloud = await context.cloud();
    context.progress(`existence: ${PAIRS} pairs`);
    const [outsider = "", ...userIds] = await cloud.createUsers(PARTICIPANTS + 1);
    const existing = await cloud.seedChat({ userIds, subject: "Secret", length: 1, filler: "subjects" });
    await waitUntilIdle(cloud);
    const refuse = (chatId: string) => timedRefusal(cloud, outsider, chatId);
    const pairs: Pair[] = [];
    for (let index = 0; index < WARM_UP + PAIRS; index += 1) {
      pairs.push(await pairOf({ index, existing, refuse }));
    }
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

async function timedRefusal(cloud: Cloud, userId: string, chatId: string): Promise<number> {
  const start = performance.now();
  const answer = cloud.request(userId, { path: `/internal-chats/${chatId}` });
  const refused = await answer.then(
    () => false,
    (error: unknown) => String(error).includes("answered 404"),
  );
  if (!refused) throw new Error("not answered with 404");
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
          `${PAIRS} pairs in turn of a 404 for a chat of ${PARTICIPANTS} that the caller is not in, and of one for no chat, by REST through the local cloud, as an onlooker sees them. Both make the same calls to the table, and nothing of the chat is parsed; what is left is the table's own work and the bytes of its answer. Told apart are the pairs in which the slower answer, or the faster, whichever is the better guess, is that of the existing chat; guessing gets half.`,
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
