import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../../functions/runtime/system.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbAttachmentStore } from "../../functions/store/dynamodb-attachment-store.ts";
import { DynamodbChatStore } from "../../functions/store/dynamodb-chat-store.ts";
import { DynamodbConnectionStore } from "../../functions/store/dynamodb-connection-store.ts";
import { DynamodbConversationStore } from "../../functions/store/dynamodb-conversation-store.ts";
import { DynamodbDeviceStore } from "../../functions/store/dynamodb-device-store.ts";
import { DynamodbDirectory } from "../../functions/store/dynamodb-directory.ts";
import { DynamodbLabsStore } from "../../functions/store/dynamodb-labs-store.ts";
import { DynamodbMembershipStore } from "../../functions/store/dynamodb-membership-store.ts";
import { DynamodbNotificationSettingsStore } from "../../functions/store/dynamodb-notification-settings-store.ts";
import { DynamodbPreferenceStore } from "../../functions/store/dynamodb-preference-store.ts";
import { table } from "../../functions/store/table.ts";
import { startEngine } from "../../local/dynamodb/engine.ts";
import { Units } from "./units.ts";

const TABLE_NAME = "chat-test";

export type TestTable = Awaited<ReturnType<typeof startTestTable>>;

/** The table on the real engine, in a folder of its own. It counts the units that each call consumes. */
export async function startTestTable() {
  const folder = await mkdtemp(join(tmpdir(), "internal-chat-table-"));
  const engine = await startEngine(folder, process.env.DYNAMODB_ENDPOINT);
  const client = connect(engine.endpoint);
  await client.send(new CreateTableCommand(definition()));
  const units = new Units(client);
  const database = new Database(client, TABLE_NAME);
  return {
    client,
    units,
    database,
    ...storesOn(database),
    /** Another client, for tests that let it fail. */
    connect: (config: DynamoDBClientConfig = {}) => connect(engine.endpoint, config),
    tableName: TABLE_NAME,
    stop: async () => {
      client.destroy();
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function storesOn(database: Database) {
  return {
    chats: new DynamodbChatStore(database, systemClock),
    attachments: new DynamodbAttachmentStore(database, systemClock),
    memberships: new DynamodbMembershipStore(database),
    connections: new DynamodbConnectionStore(database),
    conversations: new DynamodbConversationStore(database),
    directory: new DynamodbDirectory(database),
    labs: new DynamodbLabsStore(database),
    preferences: new DynamodbPreferenceStore(database),
    settings: new DynamodbNotificationSettingsStore(database),
    devices: new DynamodbDeviceStore(database),
  };
}

function connect(endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials, ...config });
}

function definition() {
  const { partitionKey, sortKey } = table;
  return new CreateTableCommand({
    TableName: TABLE_NAME,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: partitionKey, KeyType: "HASH" },
      { AttributeName: sortKey, KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: partitionKey, AttributeType: "S" },
      { AttributeName: sortKey, AttributeType: "S" },
    ],
  }).input;
}
