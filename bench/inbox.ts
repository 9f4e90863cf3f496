import { BatchGetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { found } from "../functions/domain/founding.ts";
import { listChats } from "../functions/domain/list-chats.ts";
import { initialMembership } from "../functions/domain/membership.ts";
import { participants } from "../functions/domain/roster.ts";
import { systemClock, systemEntropy } from "../functions/runtime/system.ts";
import { Database } from "../functions/store/database.ts";
import { DynamodbChatStore } from "../functions/store/dynamodb-chat-store.ts";
import { DynamodbDirectory } from "../functions/store/dynamodb-directory.ts";
import { DynamodbMembershipStore } from "../functions/store/dynamodb-membership-store.ts";
import { HmacCursors } from "../functions/store/hmac-cursors.ts";
import { keys, membershipsOf } from "../functions/store/keys.ts";
import { startBenchTable } from "./bench-table.ts";
import { compare } from "./measure.ts";

const CHATS = 1000;
const ROUNDS = 9;
const locationId = "loc";
const owner = { locationId, userId: "ana" };

/** The first page of a user with 1,000 chats, against the bare reads that it cannot do without. */
const bench = await startBenchTable();
try {
  const database = new Database(bench.client, bench.tableName);
  const chats = new DynamodbChatStore(database, systemClock);
  const memberships = new DynamodbMembershipStore(database);
  const directory = new DynamodbDirectory(database);
  const cursors = new HmacCursors("a key of at least thirty-two characters");
  const ports = { chats, memberships, directory, cursors };
  console.log(`writing ${CHATS} chats …`);
  const chatIds = await seed(chats, memberships);
  const query = { query: "", status: "all", limit: 20, cursor: undefined } as const;
  await compare(
    `Inbox of ${CHATS} chats, first page`,
    [
      { name: "bare Query + BatchGets", run: () => bareReads(chatIds) },
      { name: "list", run: () => listChats(ports, owner, query) },
      { name: "list, unread", run: () => listChats(ports, owner, { ...query, status: "unread" }) },
      { name: "search", run: () => listChats(ports, owner, { ...query, query: "deal 77" }) },
    ],
    ROUNDS,
  );
} finally {
  await bench.stop();
}

async function seed(chats: DynamodbChatStore, memberships: DynamodbMembershipStore): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < CHATS; index += 1) {
    const chatId = systemEntropy.ulid();
    const request = { participantIds: ["ben"], subject: `Deal ${index}` };
    const { append, roster } = found({
      locationId,
      chatId,
      creatorId: "ana",
      userIds: ["ana", "ben"],
      request,
      messageId: chatId,
      now: systemClock.now(),
    });
    await chats.append(append);
    await memberships.addMissing(participants(roster).map((it) => initialMembership(roster, it)));
    ids.push(chatId);
  }
  return ids;
}

/** What any list by activity has to read, through the SDK and nothing else: no parsing, no sorting. */
async function bareReads(chatIds: readonly string[]): Promise<void> {
  const { partition, sortPrefix } = membershipsOf(owner.locationId, owner.userId);
  await bench.client.send(
    new QueryCommand({
      TableName: bench.tableName,
      KeyConditionExpression: "PK = :pk AND begins_with(SK, :prefix)",
      ExpressionAttributeValues: marshall({ ":pk": partition, ":prefix": sortPrefix }),
      ConsistentRead: true,
    }),
  );
  const wanted = chatIds.map((chatId) => marshall(keys.header({ locationId, chatId })));
  const batches = Array.from({ length: wanted.length / 100 }, (_, index) =>
    wanted.slice(index * 100, (index + 1) * 100),
  );
  await Promise.all(
    batches.map((Keys) =>
      bench.client.send(
        new BatchGetItemCommand({ RequestItems: { [bench.tableName]: { Keys, ConsistentRead: true } } }),
      ),
    ),
  );
}
