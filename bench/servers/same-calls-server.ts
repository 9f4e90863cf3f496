import { setTimeout } from "node:timers/promises";
import {
  BatchGetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { createBenchTable } from "../bench-table.ts";
import { ItemTable } from "./item-table.ts";
import { meteredClient } from "./metered-table.ts";
import { type RoomMessage, Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/**
 * This project's table calls for a message and nothing else, without Lambda and gateways: the price of order,
 * receipts and access checks alone.
 */
export async function startSameCalls(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const calls = new Calls(metered.client, await createBenchTable(engine, "same-calls"));
  const rooms = new Rooms({
    joined: ({ room, user }) => calls.addMember(room, user),
    accept: async (message, from) => {
      await calls.append(message);
      const users = rooms.membersOf(message.room).map(({ user }) => user);
      const pushed = calls.connectionsOf(users).then(() => rooms.broadcast(message, from));
      await Promise.all([pushed, calls.moveReadPointer(message)]);
    },
  });
  return serveStored(rooms, metered);
}

interface Key {
  readonly PK: string;
  readonly SK: string;
}

class Calls extends ItemTable {
  async addMember(room: string, user: string): Promise<void> {
    const { header, ...others } = keysOf({ room, user });
    const items = [...Object.values(others), connectionKey(user)];
    await Promise.all(items.map((key) => this.put({ ...key, text: "x".repeat(100) })));
    await this.put({ ...header, lastSeq: 0 }, "attribute_not_exists(PK)").catch(() => undefined);
  }

  /** Numbers messages without gaps: a send that loses the race reads the header again. */
  async append(message: RoomMessage): Promise<void> {
    for (;;) {
      const read = await this.#read(Object.values(keysOf(message)), true);
      const lastSeq = Number(read.find(({ SK }) => SK === "HEADER")?.lastSeq);
      try {
        return await this.#commit(message, lastSeq);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        await setTimeout(Math.random() * 5);
      }
    }
  }

  async connectionsOf(users: readonly string[]): Promise<void> {
    await this.#read([...new Set(users)].map(connectionKey), false);
  }

  async moveReadPointer(message: RoomMessage): Promise<void> {
    const input = {
      TableName: this.tableName,
      Key: marshall(keysOf(message).membership),
      UpdateExpression: "SET readAt = :id",
      ExpressionAttributeValues: marshall({ ":id": message.id }),
    };
    await this.client.send(new UpdateItemCommand(input));
  }

  async #commit({ room, user, id, body }: RoomMessage, lastSeq: number): Promise<void> {
    const TableName = this.tableName;
    const { header } = keysOf({ room, user });
    const isNew = "attribute_not_exists(PK)";
    const put = (item: object, ConditionExpression: string, values?: object) => ({
      Put: {
        TableName,
        Item: marshall(item),
        ConditionExpression,
        ...(values && { ExpressionAttributeValues: marshall(values) }),
      },
    });
    const seq = lastSeq + 1;
    const TransactItems = [
      put({ ...header, lastSeq: seq, preview: body }, "lastSeq = :last", { ":last": lastSeq }),
      put({ PK: header.PK, SK: `E#${String(seq).padStart(12, "0")}`, id, body, user }, isNew),
      put({ PK: header.PK, SK: `R#${user}#${id}`, seq }, isNew),
    ];
    await this.client.send(new TransactWriteItemsCommand({ TransactItems }));
  }

  /** @param keys at most 100 */
  async #read(keys: readonly Key[], consistent: boolean): Promise<Record<string, unknown>[]> {
    const Keys = keys.map((key) => marshall(key));
    const RequestItems = { [this.tableName]: { Keys, ConsistentRead: consistent } };
    const { Responses } = await this.client.send(new BatchGetItemCommand({ RequestItems }));
    return (Responses?.[this.tableName] ?? []).map((item) => unmarshall(item));
  }
}

/** Keys of the items that a send reads before it writes. */
function keysOf({ room, user }: Pick<RoomMessage, "room" | "user">) {
  const PK = `CHAT#${room}`;
  return {
    header: { PK, SK: "HEADER" },
    roster: { PK, SK: "ROSTER" },
    membership: { PK: `USER#${user}`, SK: PK },
    profile: { PK: `USER#${user}`, SK: "PROFILE" },
    location: { PK: "LOCATION", SK: "LOCATION" },
  } as const satisfies Record<string, Key>;
}

const connectionKey = (user: string): Key => ({ PK: `CONN#${user}`, SK: "CONNECTIONS" });
