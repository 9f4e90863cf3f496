import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Chaos } from "../../../local/chaos/chaos.ts";
import { injectSandboxFaults } from "../../../local/chaos/lambda-faults.ts";
import { injectPublishFaults } from "../../../local/chaos/publish-faults.ts";
import { injectDisconnectFaults } from "../../../local/chaos/socket-faults.ts";
import { injectStreamFaults } from "../../../local/chaos/stream-faults.ts";
import { lambdaRecord } from "../../../local/stream/stream-record.ts";
import { recordsFrom } from "../stream/records.ts";

function chaosOf(mix: Parameters<Chaos["start"]>[0]["mix"], seed = 1): Chaos {
  const chaos = new Chaos();
  chaos.start({ seed, ...(mix && { mix }) });
  return chaos;
}

describe("faults of the stream", () => {
  const event = { Records: recordsFrom(1, 4).map((record) => lambdaRecord(record, "a:b:c:d")) };

  /** The record numbers of each call of the function, and the results that the event source receives. */
  async function batchesUnder(kind: "redeliver" | "split-batch" | "poison", times = 1) {
    const calls: string[] = [];
    const hook = injectStreamFaults(chaosOf({ [kind]: 1 }));
    const results = [];
    for (let time = 0; time < times; time += 1) {
      results.push(
        await hook(event, async ({ Records }) => {
          calls.push(Records.map(({ dynamodb }) => dynamodb.SequenceNumber).join(","));
          return { kind: "result", payload: '{"batchItemFailures":[]}' };
        }),
      );
    }
    return { calls, results };
  }

  it("redeliver delivers a batch twice", async () => {
    expect((await batchesUnder("redeliver")).calls).toEqual(["1,2,3,4", "1,2,3,4"]);
  });

  it("split-batch delivers the first half and reports the rest as unprocessed", async () => {
    const { calls, results } = await batchesUnder("split-batch");
    expect(calls).toEqual(["1,2"]);
    expect(results).toEqual([{ kind: "result", payload: '{"batchItemFailures":[{"itemIdentifier":"3"}]}' }]);
  });

  it("poison fails each record up to three times, then delivers it", async () => {
    const { calls, results } = await batchesUnder("poison", 13);
    const failed = results.filter(({ kind }) => kind === "failure").length;
    expect(failed).toBeGreaterThanOrEqual(4);
    expect(failed).toBeLessThanOrEqual(12);
    expect(calls).toHaveLength(13 - failed);
  });
});

describe("faults of SNS", () => {
  const batch = (ids: number[]) =>
    ["Action=PublishBatch", ...ids.map((id) => `PublishBatchRequestEntries.member.${id + 1}.Id=${id}`)].join(
      "&",
    );
  const done = { status: 200, headers: {}, body: "<Successful></Successful><Failed></Failed>" };

  it("fail-entries reports the failed entries and publishes the others", async () => {
    const ids = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    let published = "";
    const { body } = await injectPublishFaults(chaosOf({ "fail-entries": 1 }))(batch(ids), async (form) => {
      published = form;
      return done;
    });
    const failed = [...body.matchAll(/<Id>(\d)<\/Id>/g)].map(([, id]) => Number(id));
    expect(failed.length).toBeGreaterThan(0);
    expect(published).toBe(batch(ids.filter((id) => !failed.includes(id))));
  });

  it("fail-publish fails the call, sometimes after it took effect", async () => {
    const hook = injectPublishFaults(chaosOf({ "fail-publish": 1 }));
    let published = 0;
    for (let call = 0; call < 20; call += 1) {
      const { status } = await hook(batch([0]), async () => {
        published += 1;
        return done;
      });
      expect(status).toBe(500);
    }
    expect(published).toBeGreaterThan(0);
    expect(published).toBeLessThan(20);
  });
});

describe("faults of workers and connections", () => {
  it("kill strikes only while an invocation runs", async () => {
    const { around } = injectSandboxFaults(chaosOf({ kill: 1 }));
    let kills = 0;
    const kill = () => {
      kills += 1;
    };
    await around(() => setTimeout(80), kill);
    await around(() => Promise.resolve(), kill);
    await setTimeout(80);
    expect(kills).toBe(1);
  });

  it("skew is at most five minutes in both directions", () => {
    const { clockSkewMs } = injectSandboxFaults(chaosOf({ skew: 1 }));
    const skews = Array.from({ length: 100 }, clockSkewMs);
    expect(Math.max(...skews.map(Math.abs))).toBeLessThanOrEqual(300_000);
    expect(Math.min(...skews)).toBeLessThan(-60_000);
    expect(Math.max(...skews)).toBeGreaterThan(60_000);
  });

  it("lost-disconnect drops $disconnect and no other event", async () => {
    const heard: string[] = [];
    const invoke = injectDisconnectFaults(chaosOf({ "lost-disconnect": 1 }), async (_, sourceArn) => {
      heard.push(sourceArn);
      return { kind: "result", payload: "{}" };
    });
    await invoke("f", "api/$disconnect", {});
    await invoke("f", "api/$connect", {});
    expect(heard).toEqual(["api/$connect"]);
  });
});
