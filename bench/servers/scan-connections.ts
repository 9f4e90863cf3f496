import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { createBenchTable } from "../bench-table.ts";
import { meteredClient } from "./metered-table.ts";
import { type Member, Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/** A widespread design: connections in a table, which each message scans to find whom to post to. */
export async function startScanConnections(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const messages = await createBenchTable(engine, "scanned-messages");
  const tableName = await createBenchTable(engine, "scanned-connections");
  const connections = new ConnectionTable(metered.client, tableName);
  const rooms = new Rooms({
    joined: (member) => connections.add(member),
    left: (member) => connections.remove(member),
    accept: async (line, from) => {
      const { room, id, ...rest } = line;
      const Item = marshall({ PK: room, SK: id, ...rest });
      await metered.client.send(new PutItemCommand({ TableName: messages, Item }));
      const found = new Set(await connections.ofRoom(room));
      for (const member of rooms.membersOf(room)) {
        if (member !== from && found.has(member.connectionId)) rooms.post(member, line);
      }
    },
  });
  return serveStored(rooms, metered);
}

class ConnectionTable {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add({ connectionId, room, user }: Member): Promise<void> {
    const Item = marshall({ PK: connectionId, SK: "CONNECTION", room, user });
    await this.#client.send(new PutItemCommand({ TableName: this.#tableName, Item }));
  }

  async remove({ connectionId }: Member): Promise<void> {
    const Key = marshall({ PK: connectionId, SK: "CONNECTION" });
    const command = new DeleteItemCommand({ TableName: this.#tableName, Key });
    await this.#client.send(command).catch(() => undefined); // the engine may be gone by now
  }

  /** Reads the whole table, as a filter is applied to what was read and paid for. */
  async ofRoom(room: string): Promise<string[]> {
    const found: string[] = [];
    let from: Record<string, { S: string }> | undefined;
    do {
      const answer = await this.#client.send(
        new ScanCommand({
          TableName: this.#tableName,
          FilterExpression: "room = :room",
          ExpressionAttributeValues: marshall({ ":room": room }),
          ExclusiveStartKey: from,
        }),
      );
      found.push(...(answer.Items ?? []).map(({ PK }) => PK?.S ?? ""));
      const { PK, SK } = answer.LastEvaluatedKey ?? {};
      from = PK?.S && SK?.S ? { PK: { S: PK.S }, SK: { S: SK.S } } : undefined;
    } while (from !== undefined);
    return found;
  }
}
