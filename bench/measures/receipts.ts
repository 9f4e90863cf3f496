import type { ServerFrame } from "../../functions/domain/connections/ports.ts";
import { markRead } from "../../functions/domain/messages/mark-read.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { noRateLimits } from "../../functions/domain/rate-limits.ts";
import { systemClock, systemEntropy } from "../../functions/runtime/system.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbAttachmentStore } from "../../functions/store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "../../functions/store/dynamodb-chat-store.ts";
import { DynamodbConnectionStore } from "../../functions/store/dynamodb-connection-store.ts";
import { DynamodbMembershipStore } from "../../functions/store/dynamodb-membership-store.ts";
import { createBenchTable, engineClient } from "../bench-table.ts";
import type { Findings, Row } from "../report/section.ts";
import { seedChat } from "../seed/seed-chat.ts";
import type { Measure } from "./measure.ts";

const location = { locationId: "loc", companyId: "bench" };
const SIZES = [2, 10, 20, 21, 100];
const MESSAGES = 3;
/** Up to this size a chat gets `read` events. */
const LARGEST_WITH_EVENTS = 20;

/** Posts per message where everybody is online and reads each message. */
export const receipts: Measure = {
  name: "receipts",
  about: "posts per message with everybody reading",
  run: async ({ engine, progress }) => {
    const tableName = await createBenchTable(engine, "receipts");
    const client = engineClient(engine);
    const rows: Row[] = [];
    for (const size of SIZES) {
      progress(`receipts: a chat of ${size}`);
      const userIds = Array.from({ length: size }, (_, index) => `user${index}of${size}`);
      const seed = { ...location, userIds, subject: "Deal", length: 1, filler: "subjects" } as const;
      const chat = await seedChat({ client, tableName }, seed);
      const posts = await postsPerMessage(portsOn(new Database(client, tableName)), chat, userIds);
      rows.push({ size, posts, most: mostPosts(size) });
    }
    client.destroy();
    return findings(rows);
  },
};

const noFiles = () => Promise.reject(new Error("no files here"));

function portsOn(database: Database) {
  const counter = { posts: 0 };
  const silent = () => undefined;
  return {
    counter,
    chats: new DynamodbChatStore(database, systemClock),
    memberships: new DynamodbMembershipStore(database),
    attachments: new DynamodbAttachmentStore(database, systemClock),
    connections: new DynamodbConnectionStore(database),
    files: { uploaded: noFiles, keep: noFiles },
    push: {
      post: async (targets: readonly unknown[], _frame: ServerFrame) => {
        counter.posts += targets.length;
        return { gone: [], failed: [] };
      },
      close: async () => undefined,
    },
    limiter: noRateLimits,
    clock: systemClock,
    entropy: systemEntropy,
    metrics: { count: silent, time: silent },
    log: { info: silent, warn: silent, error: silent, audit: silent },
  };
}

async function postsPerMessage(
  ports: ReturnType<typeof portsOn>,
  chat: { readonly locationId: string; readonly chatId: string },
  userIds: readonly string[],
): Promise<number> {
  for (const userId of userIds) await ports.connections.add(connectionOf(userId));
  for (let index = 0; index < MESSAGES; index += 1) {
    const userId = userIds[index % userIds.length] ?? "";
    const request = { clientMessageId: `m${index}`, body: "Hello" };
    const { entry } = await sendMessage(ports, { location, chat, userId, request, connectionId: userId });
    for (const reader of userIds) await markRead(ports, { location, chat, userId: reader, seq: entry.seq });
  }
  return ports.counter.posts / MESSAGES;
}

function connectionOf(userId: string) {
  const now = Date.now();
  const state = { connectedAt: now, expiresAt: now / 1000 + 3600, actorId: null, companyId: null };
  return { ...state, connectionId: userId, userId, locationId: location.locationId, watching: false };
}

const mostPosts = (size: number) => (size <= LARGEST_WITH_EVENTS ? 2 * (size - 1) : size);

function findings(rows: readonly Row[]): Findings {
  const met = rows.every(({ posts, most }) => Number(posts) <= Number(most));
  return {
    sections: [
      {
        title: "Read receipts",
        notes: [
          `Posts per message where everybody is online and reads each message, counted over ${MESSAGES} messages by use cases on the real engine. A \`read\` event goes to the authors of what was newly read, and to nobody in chats of more than ${LARGEST_WITH_EVENTS}.`,
        ],
        columns: [
          { key: "size", title: "participants", digits: 0 },
          { key: "posts", title: "posts per message" },
          { key: "most", title: "at most", digits: 0 },
        ],
        rows,
      },
    ],
    targets: [
      {
        metric: "posts per message with everybody reading, N participants",
        target: "≤ 2 (N − 1) up to 20, ≤ N above",
        measured: rows.map(({ size, posts }) => `${size}: ${posts}`).join(", "),
        met,
      },
    ],
  };
}
