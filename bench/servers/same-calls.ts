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
import { type Line, Rooms } from "./rooms.ts";
import type { Server } from "./server.ts";
import { serveStored } from "./stored-rooms.ts";

/**
 * This project's table calls for a message, and nothing else of it: what its order, its receipts and its fence
 * cost by themselves, with neither Lambda nor gateways.
 */
export async function startSameCalls(engine: string): Promise<Server> {
  const metered = meteredClient(engine);
  const calls = new Calls(metered.client, await createBenchTable(engine, "same-calls"));
  const rooms = new Rooms({
    joined: ({ room, user }) => calls.enrol(room, user),
    accept: async (line, from) => {
      await calls.append(line);
      const users = rooms.membersOf(line.room).map(({ user }) => user);
      const pushed = calls.connectionsOf(users).then(() => rooms.broadcast(line, from));
      await Promise.all([pushed, calls.moveReadPointer(line)]);
    },
  });
  return serveStored(rooms, metered);
}

interface Key {
  readonly PK: string;
  readonly SK: string;
}

class Calls extends ItemTable {
  async enrol(room: string, user: string): Promise<void> {
    const { header, ...others } = keysOf({ room, user });
    const items = [...Object.values(others), connectionKey(user)];
    await Promise.all(items.map((key) => this.put({ ...key, text: "x".repeat(100) })));
    await this.put({ ...header, lastSeq: 0 }, "attribute_not_exists(PK)").catch(() => undefined);
  }

  /** Numbered without gaps: who was too late reads the header again. */
  async append(line: Line): Promise<void> {
    for (;;) {
      const read = await this.#read(Object.values(keysOf(line)), true);
      const lastSeq = Number(read.find(({ SK }) => SK === "HEADER")?.lastSeq);
      try {
        return await this.#commit(line, lastSeq);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        await setTimeout(Math.random() * 5);
      }
    }
  }

  async connectionsOf(users: readonly string[]): Promise<void> {
    await this.#read([...new Set(users)].map(connectionKey), false);
  }

  async moveReadPointer(line: Line): Promise<void> {
    const input = {
      TableName: this.tableName,
      Key: marshall(keysOf(line).membership),
      UpdateExpression: "SET readAt = :id",
      ExpressionAttributeValues: marshall({ ":id": line.id }),
    };
    await this.client.send(new UpdateItemCommand(input));
  }

  async #commit({ room, user, id, body }: Line, lastSeq: number): Promise<void> {
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

/** What a send reads before it writes. */
function keysOf({ room, user }: Pick<Line, "room" | "user">) {
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
