import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import type { PhoneNotification } from "../../functions/domain/notifications/ports.ts";
import { registerDevice } from "../../functions/domain/notifications/register-device.ts";
import { entryFromStream } from "../../functions/store/stream-record.ts";
import { streamHandler } from "../../functions/stream/stream-handler.ts";
import type { InvocationResult } from "../../local/lambda/invocation.ts";
import { createDelivery, type StreamEvent } from "../../local/stream/batch-delivery.ts";
import { createdAtSeconds, mappingSettings } from "../local/stream/records.ts";
import { devicePorts, notifyPorts } from "../support/notification-ports.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";
import { imageOf } from "../support/stream-call.ts";

const MESSAGES = 12;

/** The faults of one delivery. Calls are counted from 0. */
interface Faults {
  /** Indexes of records without an entry. */
  readonly poison: readonly number[];
  /** Calls of the topic that fail, with the number of groups that they publish first. */
  readonly topicFails: ReadonlyMap<number, number>;
  /** The same for pushes to phones. */
  readonly phonesFail: ReadonlyMap<number, number>;
  /** Invocations whose outcome is lost, so that they are repeated. */
  readonly killed: ReadonlySet<number>;
}

const failures = fc
  .uniqueArray(fc.tuple(fc.nat(20), fc.nat(MESSAGES)), { maxLength: 4, selector: ([call]) => call })
  .map((pairs) => new Map(pairs));

const anyFaults: fc.Arbitrary<Faults> = fc.record({
  poison: fc.uniqueArray(fc.nat(MESSAGES), { maxLength: 3 }),
  topicFails: failures,
  phonesFail: failures,
  killed: fc.uniqueArray(fc.nat(20), { maxLength: 3 }).map((calls) => new Set(calls)),
});

/** Takes groups of notifications, but only some in the calls that fail. */
class FailingTarget<Part> {
  readonly taken: Part[] = [];
  #calls = 0;
  readonly #failures: ReadonlyMap<number, number>;

  constructor(failures: ReadonlyMap<number, number>) {
    this.#failures = failures;
  }

  take(groups: readonly (readonly Part[])[]): number {
    const done = Math.min(groups.length, this.#failures.get(this.#calls) ?? groups.length);
    this.#calls += 1;
    this.taken.push(...groups.slice(0, done).flat());
    return done;
  }
}

/** The records of a chat with twelve messages, and the dedupeIds of the notifications due. */
async function givenRecords({ poison }: Faults) {
  const ports = notifyPorts();
  const registering = devicePorts({ devices: ports.devices, phones: ports.endpoints });
  await registerDevice(registering, "ben", { platform: "fcm", token: "b" });
  const chat = await storeChat(ports, { userIds: ["ana", "ben", "cara"] });
  for (let index = 0; index < MESSAGES; index += 1) {
    await storeMessage(ports, chat, { clientMessageId: `m${index}` });
  }
  const log = ports.chats.log(chat.chatId);
  const records = log.map((entry, index) => ({
    eventName: "INSERT" as const,
    dynamodb: {
      SequenceNumber: String(index + 1),
      ApproximateCreationDateTime: createdAtSeconds,
      Keys: { PK: { S: "p" }, SK: { S: String(index) } },
      NewImage: poison.includes(index) ? {} : imageOf(entry),
    },
  }));
  const healthy = log.filter((_, index) => !poison.includes(index)).map(({ entry }) => entry);
  const due = healthy.flatMap(({ chatId, seq, kind }) =>
    ["ben", "cara"].map((userId) => [chatId, seq, kind === "message" ? kind : "added", userId].join(".")),
  );
  return { ports, records, due };
}

/** Delivers a batch by Lambda's rules for failures, until all of it is done or given up. */
async function deliver(faults: Faults) {
  const { ports, records, due } = await givenRecords(faults);
  const topic = new FailingTarget<Notification>(faults.topicFails);
  const pushes = new FailingTarget<PhoneNotification>(faults.phonesFail);
  const handler = streamHandler({
    ...ports,
    topic: { publish: async (groups) => topic.take(groups) },
    endpoints: {
      close: (endpoint) => ports.endpoints.close(endpoint),
      push: async (groups) => ({ done: pushes.take(groups), gone: [], refused: 0 }),
    },
    entryOf: entryFromStream,
  });
  let calls = 0;
  const invoke = async (event: StreamEvent): Promise<InvocationResult> => {
    const mine = calls;
    calls += 1;
    const lost: InvocationResult = { kind: "failure", error: { errorType: "Error", errorMessage: "lost" } };
    try {
      const answer = await handler(JSON.parse(JSON.stringify(event)));
      return faults.killed.has(mine) ? lost : { kind: "result", payload: JSON.stringify(answer) };
    } catch {
      return lost;
    }
  };
  const givenUp: string[][] = [];
  const run = createDelivery({
    settings: { ...mappingSettings, bisect: true, retryAttempts: 10 },
    functionArn: "arn:function",
    invoke,
    keepFailedBatch: async ({ payload }) => {
      givenUp.push(numbersIn(payload));
    },
    onProgress: () => undefined,
    pause: async () => undefined,
    now: () => createdAtSeconds * 1000,
  });
  await run("shard", records);
  return { topic, pushes, due, givenUp };
}

const Payload = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ SequenceNumber: z.string() }) })),
});

const numbersIn = (payload: string) =>
  Payload.parse(JSON.parse(payload)).Records.map(({ dynamodb }) => dynamodb.SequenceNumber);

describe("a batch, whatever faults it meets", () => {
  it("sends every notification due and no other, and gives up the poison records only", async () => {
    await fc.assert(
      fc.asyncProperty(anyFaults, async (faults) => {
        const { topic, pushes, due, givenUp } = await deliver(faults);
        expect(new Set(topic.taken.map(({ dedupeId }) => dedupeId))).toEqual(new Set(due));
        const shown = new Set(pushes.taken.map(({ notification }) => notification.dedupeId));
        expect(shown).toEqual(new Set(due.filter((it) => it.endsWith(".ben"))));
        const numbers = [...faults.poison]
          .sort((one, other) => one - other)
          .map((index) => [String(index + 1)]);
        expect(givenUp).toEqual(numbers);
      }),
      { numRuns: 150 },
    );
  });
});
