import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";

const Capacity = z.object({ TableName: z.string().optional(), CapacityUnits: z.number() });
const Consumed = z.object({
  ConsumedCapacity: z.union([Capacity, z.array(Capacity)]).optional(),
});

const READS = new Set(["GetItemCommand", "BatchGetItemCommand", "QueryCommand", "TransactGetItemsCommand"]);

/** Adds up the capacity units that a client's calls consume, as DynamoDB reports them. */
export class Units {
  reads = 0;
  writes = 0;

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
        this.#add(String(context.commandName), answer.output);
        return answer;
      },
      { step: "initialize", name: "consumedCapacity" },
    );
  }

  /** The units that a piece of work consumes. */
  async of(work: () => Promise<unknown>): Promise<{ reads: number; writes: number }> {
    const before = { reads: this.reads, writes: this.writes };
    await work();
    return { reads: this.reads - before.reads, writes: this.writes - before.writes };
  }

  #add(command: string, output: unknown): void {
    const { ConsumedCapacity = [] } = Consumed.parse(output);
    const total = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    if (READS.has(command)) this.reads += total;
    else this.writes += total;
  }
}
