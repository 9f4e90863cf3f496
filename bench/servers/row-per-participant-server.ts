import { BatchWriteItemCommand, QueryCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { createBenchTable } from "../bench-table.ts";
import { ItemTable } from "./item-table.ts";
import { meteredClient } from "./metered-table.ts";
import { type RoomMessage, Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/** Items in one BatchWriteItem: DynamoDB's limit. */
const BATCH_WRITE = 25;

/** A widespread design that writes each message to the inbox of every participant, then pushes it. */
export async function startRowPerParticipant(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const inboxes = new Inboxes(metered.client, await createBenchTable(engine, "rows"));
  const rooms = new Rooms({
    joined: ({ room, user }) => inboxes.addMember(room, user),
    accept: async (message, from) => {
      await inboxes.write(message);
      rooms.broadcast(message, from);
    },
  });
  return serveStored(rooms, metered);
}

class Inboxes extends ItemTable {
  async addMember(room: string, user: string): Promise<void> {
    await this.put({ PK: `ROOM#${room}`, SK: `MEMBER#${user}`, user });
  }

  async write({ room, user, id, body }: RoomMessage): Promise<void> {
    const requests = (await this.#members(room)).map((member): WriteRequest => {
      const Item = marshall({ PK: `INBOX#${member}`, SK: `${room}#${id}`, user, body });
      return { PutRequest: { Item } };
    });
    const batches = Array.from({ length: Math.ceil(requests.length / BATCH_WRITE) }, (_, index) =>
      requests.slice(index * BATCH_WRITE, (index + 1) * BATCH_WRITE),
    );
    await Promise.all(batches.map((batch) => this.#writeAll(batch)));
  }

  async #members(room: string): Promise<string[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: "PK = :room",
        ExpressionAttributeValues: marshall({ ":room": `ROOM#${room}` }),
      }),
    );
    return Items.map(({ user }) => user?.S ?? "");
  }

  async #writeAll(batch: WriteRequest[]): Promise<void> {
    for (let left = batch; left.length > 0; ) {
      const command = new BatchWriteItemCommand({ RequestItems: { [this.tableName]: left } });
      left = (await this.client.send(command)).UnprocessedItems?.[this.tableName] ?? [];
    }
  }
}
