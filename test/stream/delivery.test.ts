import { marshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import type { PhoneNotification } from "../../functions/domain/notifications/ports.ts";
import { registerDevice } from "../../functions/domain/notifications/register-device.ts";
import { entryItem } from "../../functions/store/chat-items.ts";
import { entryFromStream } from "../../functions/store/stream-record.ts";
import { streamHandler } from "../../functions/stream/stream-handler.ts";
import type { InvocationResult } from "../../local/lambda/invocation.ts";
import { createDelivery, type StreamEvent } from "../../local/stream/batch-delivery.ts";
import { createdAtSeconds, mappingSettings } from "../local/stream/records.ts";
import { FakePhones, MemoryDevices } from "../support/memory-devices.ts";
import { memoryPorts } from "../support/memory-ports.ts";
import { unlimited } from "../support/settings.ts";

const MESSAGES = 12;

/** What goes wrong on the way of a batch; the numbers say at which call. */
interface Trouble {
  readonly poison: readonly number[];
  /** Calls of the topic that fail, and after how many groups. */
  readonly topicFails: ReadonlyMap<number, number>;
  readonly phonesFail: ReadonlyMap<number, number>;
  /** Invocations whose outcome is lost: they come again. */
  readonly killed: ReadonlySet<number>;
}

const failures = fc
  .uniqueArray(fc.tuple(fc.nat(20), fc.nat(MESSAGES)), { maxLength: 4, selector: ([call]) => call })
  .map((pairs) => new Map(pairs));

const troubles: fc.Arbitrary<Trouble> = fc.record({
  poison: fc.uniqueArray(fc.nat(MESSAGES), { maxLength: 3 }),
  topicFails: failures,
  phonesFail: failures,
  killed: fc.uniqueArray(fc.nat(20), { maxLength: 3 }).map((calls) => new Set(calls)),
});

/** Takes groups of notifications, except for those of the calls that fail. */
class Failing<Part> {
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

async function scene({ poison }: Trouble) {
  const ports = memoryPorts();
  const devices = new MemoryDevices();
  const phones = new FakePhones();
  const registering = { ...ports, devices, applications: phones, endpoints: phones };
  await registerDevice(registering, "ben", { platform: "fcm", token: "b" });
  const request = { participantIds: ["ben", "cara"] };
  const { chat } = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  for (let index = 0; index < MESSAGES; index += 1) {
    const message = { clientMessageId: `m${index}`, body: "Hello" };
    await sendMessage(ports, unlimited, {
      chat: { locationId: "loc", chatId: chat.id },
      userId: "ana",
      request: message,
    });
  }
  const log = ports.chats.log(chat.id);
  const records = log.map((entry, index) => ({
    eventName: "INSERT" as const,
    dynamodb: {
      SequenceNumber: String(index + 1),
      ApproximateCreationDateTime: createdAtSeconds,
      Keys: { PK: { S: "p" }, SK: { S: String(index) } },
      NewImage: poison.includes(index) ? {} : marshall(entryItem(entry)),
    },
  }));
  const healthy = log.filter((_, index) => !poison.includes(index)).map(({ entry }) => entry);
  const due = healthy.flatMap(({ chatId, seq, kind }) =>
    ["ben", "cara"].map((userId) => [chatId, seq, kind === "message" ? kind : "added", userId].join(".")),
  );
  return { ports, devices, phones, records, due };
}

/** Runs a batch through Lambda's rules for failures, until it is dealt with. */
async function deliver(trouble: Trouble) {
  const { ports, devices, phones, records, due } = await scene(trouble);
  const topic = new Failing<Notification>(trouble.topicFails);
  const pushes = new Failing<PhoneNotification>(trouble.phonesFail);
  const handler = streamHandler({
    ...ports,
    settings: devices,
    devices,
    topic: { publish: async (groups) => topic.take(groups) },
    endpoints: {
      close: (endpoint) => phones.close(endpoint),
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
      return trouble.killed.has(mine) ? lost : { kind: "result", payload: JSON.stringify(answer) };
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

describe("a batch, whatever goes wrong on its way", () => {
  it("tells all that is due, nothing else, and gives up the poison alone", async () => {
    await fc.assert(
      fc.asyncProperty(troubles, async (trouble) => {
        const { topic, pushes, due, givenUp } = await deliver(trouble);
        expect(new Set(topic.taken.map(({ dedupeId }) => dedupeId))).toEqual(new Set(due));
        const shown = new Set(pushes.taken.map(({ notification }) => notification.dedupeId));
        expect(shown).toEqual(new Set(due.filter((it) => it.endsWith(".ben"))));
        const numbers = [...trouble.poison]
          .sort((one, other) => one - other)
          .map((index) => [String(index + 1)]);
        expect(givenUp).toEqual(numbers);
      }),
      { numRuns: 150 },
    );
  });
});
