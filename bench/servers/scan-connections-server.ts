import { DeleteItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { createBenchTable } from "../bench-table.ts";
import { ItemTable } from "./item-table.ts";
import { meteredClient } from "./metered-table.ts";
import { type Member, Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/** A widespread design that keeps connections in a table and scans it for each message. */
export async function startScanConnections(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const openTable = (purpose: string) => createBenchTable(engine, purpose);
  const messages = new ItemTable(metered.client, await openTable("scanned-messages"));
  const connections = new ConnectionTable(metered.client, await openTable("scanned-connections"));
  const rooms = new Rooms({
    joined: (member) => connections.add(member),
    left: (member) => connections.remove(member),
    accept: async (message, from) => {
      const { room, id, ...rest } = message;
      await messages.put({ PK: room, SK: id, ...rest });
      const found = new Set(await connections.ofRoom(room));
      for (const member of rooms.membersOf(room)) {
        if (member !== from && found.has(member.connectionId)) rooms.post(member, message);
      }
    },
  });
  return serveStored(rooms, metered);
}

class ConnectionTable extends ItemTable {
  async add({ connectionId, room, user }: Member): Promise<void> {
    await this.put({ PK: connectionId, SK: "CONNECTION", room, user });
  }

  async remove({ connectionId }: Member): Promise<void> {
    const Key = marshall({ PK: connectionId, SK: "CONNECTION" });
    const command = new DeleteItemCommand({ TableName: this.tableName, Key });
    await this.client.send(command).catch(() => undefined); // the engine may have stopped already
  }

  /** Reads the whole table: DynamoDB applies the filter after the read, and bills the read. */
  async ofRoom(room: string): Promise<string[]> {
    const found: string[] = [];
    let from: Record<string, { S: string }> | undefined;
    do {
      const answer = await this.client.send(
        new ScanCommand({
          TableName: this.tableName,
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
