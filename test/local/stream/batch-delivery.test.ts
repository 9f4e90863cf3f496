import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";
import { createDelivery } from "../../../local/stream/batch-delivery.ts";
import type { MappingSettings } from "../../../local/stream/mapping.ts";
import { createdAtSeconds, mappingSettings, recordsFrom } from "./records.ts";

const Event = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ SequenceNumber: z.string() }) })),
});
const ok: InvocationResult = { kind: "result", payload: "null" };
const crash: InvocationResult = { kind: "failure", error: { errorType: "Error", errorMessage: "no" } };
const failedAt = (...numbers: string[]): InvocationResult => ({
  kind: "result",
  payload: JSON.stringify({ batchItemFailures: numbers.map((itemIdentifier) => ({ itemIdentifier })) }),
});

/** Delivers records 1 to `last`. `answer` is the function's result for the sequence numbers that it receives. */
async function deliver(
  last: number,
  settings: Partial<MappingSettings>,
  answer: (numbers: string[]) => InvocationResult,
) {
  const seen: string[] = [];
  const events: unknown[] = [];
  const pauses: number[] = [];
  const progress: string[] = [];
  const failures: unknown[] = [];
  const run = createDelivery({
    settings: { ...mappingSettings, ...settings },
    functionArn: "arn:function",
    invoke: async (event) => {
      events.push(event);
      const numbers = Event.parse(event).Records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      seen.push(numbers.join(","));
      return answer(numbers);
    },
    keepFailedBatch: async (batch) => void failures.push(batch),
    onProgress: (sequenceNumber) => progress.push(sequenceNumber),
    pause: async (milliseconds) => void pauses.push(milliseconds),
    now: () => createdAtSeconds * 1000 + 60_000,
  });
  await run("shard-1", recordsFrom(1, last));
  return { seen, pauses, progress, failures, events };
}

describe("delivery of a batch", () => {
  it("is finished when the function reports no failures", async () => {
    expect(await deliver(3, {}, () => ok)).toMatchObject({ seen: ["1,2,3"], progress: ["3"], failures: [] });
  });

  it("is retried from the first failed record", async () => {
    let calls = 0;
    const result = await deliver(4, {}, () => (calls++ === 0 ? failedAt("4", "3") : ok));
    expect(result).toMatchObject({ seen: ["1,2,3,4", "3,4"], progress: ["2", "4"], failures: [] });
  });

  it.each([
    ["a crash", crash],
    ["a report of an unknown record", failedAt("99")],
    [
      "a malformed report",
      { kind: "result", payload: '{"batchItemFailures":[{"itemIdentifier":""}]}' } as const,
    ],
  ])("is retried as a whole after %s", async (_, first) => {
    let calls = 0;
    expect(await deliver(2, {}, () => (calls++ === 0 ? first : ok))).toMatchObject({
      seen: ["1,2", "1,2"],
      failures: [],
    });
  });

  it("ignores item failures unless the mapping enables them", async () => {
    expect((await deliver(2, { reportsItemFailures: false }, () => failedAt("1"))).seen).toEqual(["1,2"]);
  });

  it("is given up after the retry attempts with growing pauses, and stored with its payload", async () => {
    const { seen, pauses, progress, failures, events } = await deliver(2, { retryAttempts: 2 }, () => crash);
    expect(seen).toEqual(["1,2", "1,2", "1,2"]);
    expect(pauses).toEqual([50, 100]);
    expect(progress).toEqual(["2"]);
    expect(failures).toEqual([
      expect.objectContaining({
        version: "1.0",
        requestContext: expect.objectContaining({
          condition: "RetryAttemptsExhausted",
          approximateInvokeCount: 3,
        }),
        DDBStreamBatchInfo: expect.objectContaining({
          shardId: "shard-1",
          startSequenceNumber: "1",
          endSequenceNumber: "2",
          batchSize: 2,
          streamArn: mappingSettings.streamArn,
        }),
        payload: expect.any(String),
      }),
    ]);
    const [{ payload }] = z.tuple([z.object({ payload: z.string() })]).parse(failures);
    expect(JSON.parse(payload)).toEqual(events.at(-1));
  });

  it("is split after a crash, so that only the poison record is given up", async () => {
    const settings = { bisect: true, retryAttempts: 1 };
    const { seen, progress, failures } = await deliver(4, settings, (numbers) =>
      numbers.includes("3") ? crash : ok,
    );
    expect(seen).toEqual(["1,2,3,4", "1,2", "3,4", "3", "3", "4"]);
    expect(progress).toEqual(["2", "3", "4"]);
    expect(failures).toEqual([
      expect.objectContaining({
        DDBStreamBatchInfo: expect.objectContaining({ startSequenceNumber: "3", batchSize: 1 }),
      }),
    ]);
  });

  it("is given up without an invocation if it is too old", async () => {
    const { seen, progress, failures } = await deliver(2, { recordAgeMs: 59_000 }, () => ok);
    expect(seen).toEqual([]);
    expect(progress).toEqual(["1", "2"]);
    expect(failures).toHaveLength(2);
    expect(failures[0]).toMatchObject({ requestContext: { condition: "RecordAgeExceeded" } });
  });
});
