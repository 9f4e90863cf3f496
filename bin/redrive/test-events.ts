import * as z from "zod";

/** The queue in which S3 announces failed batches. */
export interface QueuePorts {
  /** Receives some messages and hides them from others for a while. An empty list means that no more are there. */
  receive(): Promise<readonly QueueMessage[]>;
  remove(receipt: string): Promise<void>;
}

interface QueueMessage {
  readonly receipt: string;
  readonly body: string;
}

/** The message by which S3 tests a new notification configuration. It announces nothing. */
const TestEvent = z.object({ Service: z.literal("Amazon S3"), Event: z.literal("s3:TestEvent") });

/** Bounds the work in a queue with very many messages. A test event is among the oldest. */
const maxReceives = 100;

/** Deletes S3's test events and keeps all other messages. Resolves to the number of test events. */
export async function deleteTestEvents(queue: QueuePorts, dryRun: boolean): Promise<number> {
  let found = 0;
  for (let receives = 0; receives < maxReceives; receives += 1) {
    const messages = await queue.receive();
    if (messages.length === 0) break;
    const events = messages.filter(({ body }) => isTestEvent(body));
    found += events.length;
    if (!dryRun) await Promise.all(events.map(({ receipt }) => queue.remove(receipt)));
  }
  return found;
}

function isTestEvent(body: string): boolean {
  try {
    return TestEvent.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
