import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EngineCall } from "../../../local/dynamodb/engine-client.ts";
import { Checkpoints } from "../../../local/stream/checkpoints.ts";
import { poll } from "../../../local/stream/poller.ts";
import { type StreamRecord, sequenceNumberOf } from "../../../local/stream/stream-record.ts";
import { mappingSettings, recordsFrom } from "./records.ts";

/** A stream with one shard of these records. */
function streamOf(records: readonly StreamRecord[]): EngineCall {
  return async (target, input) => {
    const operation = target.split(".")[1];
    if (operation === "DescribeStream") {
      return { status: 200, output: { StreamDescription: { Shards: [{ ShardId: "shard-1" }] } } };
    }
    if (operation === "GetShardIterator") {
      return { status: 200, output: { ShardIterator: String(input.SequenceNumber ?? "0") } };
    }
    const position = Number(input.ShardIterator);
    const page = records
      .filter((record) => Number(sequenceNumberOf(record)) > position)
      .slice(0, Number(input.Limit));
    const NextShardIterator = String(
      Math.max(position, ...page.map((record) => Number(sequenceNumberOf(record)))),
    );
    return { status: 200, output: { Records: page, NextShardIterator } };
  };
}

describe("poller", () => {
  let dir = "";
  /** The pauses of the last polling, in milliseconds. */
  const pauses: number[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "poller-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Polls until `count` records are delivered, then stops as the local cloud does. */
  async function pollUntil(count: number, records: readonly StreamRecord[], settings = mappingSettings) {
    const batches: string[][] = [];
    pauses.length = 0;
    const stop = new AbortController();
    const checkpoints = new Checkpoints(join(dir, "checkpoints.json"));
    await poll({
      settings,
      engine: streamOf(records),
      engineStreamArn: "arn:engine",
      checkpoints,
      stopping: stop.signal,
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        await new Promise(setImmediate);
      },
      deliver: async (shardId, batch) => {
        const numbers = batch.map(sequenceNumberOf);
        batches.push(numbers);
        checkpoints.set(settings.logicalId, shardId, numbers.at(-1) ?? "");
        checkpoints.save();
        if (batches.flat().length >= count) stop.abort();
      },
    });
    return batches;
  }

  it("delivers batches of the batch size in order", async () => {
    expect(await pollUntil(5, recordsFrom(1, 5), { ...mappingSettings, batchSize: 2 })).toEqual([
      ["1", "2"],
      ["3", "4"],
      ["5"],
    ]);
  });

  it("continues after a restart without skipping or repeating a record", async () => {
    const settings = { ...mappingSettings, batchSize: 2 };
    expect(await pollUntil(2, recordsFrom(1, 5), settings)).toEqual([["1", "2"]]);
    expect(await pollUntil(4, recordsFrom(1, 6), settings)).toEqual([
      ["3", "4"],
      ["5", "6"],
    ]);
  });

  it("delivers only records that pass the filters", async () => {
    const records = recordsFrom(1, 3).map((record, index) =>
      index === 1 ? { ...record, eventName: "MODIFY" } : record,
    );
    expect(
      await pollUntil(1, records, { ...mappingSettings, patterns: ['{"eventName":["MODIFY"]}'] }),
    ).toEqual([["2"]]);
  });

  it("reads four times a second, as Lambda does", async () => {
    await pollUntil(3, recordsFrom(1, 3));
    expect(pauses).toContain(250);
  });

  it("reads on at once after a full page", async () => {
    await pollUntil(1001, recordsFrom(1, 1001));
    expect(pauses.filter((milliseconds) => milliseconds === 250)).toHaveLength(1);
  });
});
