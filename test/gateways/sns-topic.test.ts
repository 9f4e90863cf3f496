import {
  AuthorizationErrorException,
  PublishBatchCommand,
  SNSClient,
  ThrottledException,
} from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import { SnsTopic } from "../../functions/gateways/sns-topic.ts";
import { notification } from "../support/notification.ts";
import { snsPorts } from "../support/notification-ports.ts";

const client = new SNSClient({ region: "us-east-1" });
const mock = mockClient(client);
let ports: ReturnType<typeof snsPorts>;
let topic: SnsTopic;

const inTime = () => false;
const publish = (groups: Notification[][], isLate = inTime) => topic.publish(groups, isLate);
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => notification({ userId: `u${index}` }));
const batches = () =>
  mock.commandCalls(PublishBatchCommand).map((call) => call.args[0].input.PublishBatchRequestEntries ?? []);

beforeEach(() => {
  mock.reset();
  ports = snsPorts();
  topic = new SnsTopic(client, "arn:topic", ports);
});

/** Late once the pauses add up to 40 s, as in `notify`. */
const lateAfterPauses = () => {
  const deadline = ports.clock.now() + 40_000;
  return () => ports.clock.now() >= deadline;
};
const throttled = { Code: "Throttled", SenderFault: false };

describe("publish", () => {
  it("batches by ten across groups: 99 recipients of one entry and one of the next in ten calls", async () => {
    mock.on(PublishBatchCommand).resolves({});
    expect(await publish([many(99), many(1)])).toBe(2);
    expect(batches().map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 10));
  });

  it("carries the body, and attributes for filter policies", async () => {
    mock.on(PublishBatchCommand).resolves({});
    await publish([[notification()]]);
    const [entry] = batches().flat();
    expect(JSON.parse(entry?.Message ?? "")).toEqual(notification());
    expect(entry?.MessageAttributes).toEqual({
      event: { DataType: "String", StringValue: "message" },
      userId: { DataType: "String", StringValue: "ben" },
      locationId: { DataType: "String", StringValue: "loc" },
      chatId: { DataType: "String", StringValue: "c" },
    });
  });

  it("publishes again those that failed, and only those", async () => {
    mock
      .on(PublishBatchCommand)
      .resolvesOnce({ Failed: [{ Id: "1", Code: "InternalError", SenderFault: false }] })
      .resolves({});
    expect(await publish([many(3)])).toBe(1);
    expect(usersOf(batches())).toEqual([["u0", "u1", "u2"], ["u1"]]);
  });

  it("waits while SNS throttles, longer each time, instead of giving the batch back to the stream", async () => {
    const busy = { Failed: [{ Id: "0", ...throttled }] };
    mock.on(PublishBatchCommand).resolvesOnce(busy).resolvesOnce(busy).resolvesOnce(busy).resolves({});
    expect(await publish([many(1)], lateAfterPauses())).toBe(1);
    expect(batches()).toHaveLength(4);
    const [first = 0, second = 0, third = 0] = ports.clock.pauses;
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(2 * first);
    expect(third).toBe(4 * first);
  });

  it("waits alike when SNS throttles the whole call", async () => {
    const problem = { $metadata: {}, message: "Rate exceeded" };
    mock.on(PublishBatchCommand).rejectsOnce(new ThrottledException(problem)).resolves({});
    expect(await publish([many(2)], lateAfterPauses())).toBe(1);
    expect(ports.clock.pauses).toHaveLength(1);
    expect(ports.log.lines).toEqual([]);
  });

  it("stops when it is late, and counts the groups before the first with a notification not taken", async () => {
    mock
      .on(PublishBatchCommand)
      .resolvesOnce({ Failed: [{ Id: "3", ...throttled }] })
      .resolves({ Failed: [{ Id: "0", ...throttled }] });
    const start = ports.clock.now();
    expect(await publish([many(2), [], many(3), many(2)], lateAfterPauses())).toBe(2);
    expect(ports.clock.now() - start).toBeGreaterThanOrEqual(40_000);
    expect(ports.clock.now() - start).toBeLessThan(42_000); // a pause is at most 2 s
    expect(ports.log.lines).toMatchObject([{ message: "notifications not taken", fields: { count: 1 } }]);
  });

  it("does not wait for a notification that SNS refuses, and publishes the others", async () => {
    mock
      .on(PublishBatchCommand)
      .resolvesOnce({
        Failed: [
          { Id: "1", Code: "InvalidParameter", SenderFault: true },
          { Id: "2", ...throttled },
        ],
      })
      .resolves({});
    expect(await publish([many(1), many(1), many(1)], lateAfterPauses())).toBe(1);
    expect(usersOf(batches())).toEqual([["u0", "u0", "u0"], ["u0"]]);
    expect(ports.log.lines).toMatchObject([
      { fields: { count: 1, codes: ["InvalidParameter", "Throttled"] } },
    ]);
  });

  it("counts nothing of a call that fails until it is late", async () => {
    mock.on(PublishBatchCommand).rejects(new Error("SNS is down"));
    expect(await publish([many(2), many(2)], lateAfterPauses())).toBe(0);
  });

  it("starts no batch after a group that failed", async () => {
    mock.on(PublishBatchCommand).rejects(new AuthorizationErrorException({ $metadata: {}, message: "No" }));
    expect(await publish(Array.from({ length: 100 }, () => many(10)))).toBe(0);
    expect(batches()).toHaveLength(10); // the concurrent ones
  });

  it("starts no batch once it is late, and counts those published", async () => {
    mock.on(PublishBatchCommand).resolves({});
    let asked = 0;
    const isLate = () => {
      asked += 1;
      return asked > 3;
    };
    expect(
      await publish(
        Array.from({ length: 8 }, () => many(10)),
        isLate,
      ),
    ).toBe(3);
    expect(batches()).toHaveLength(3);
  });

  it("makes no call for empty groups", async () => {
    expect(await publish([[], []])).toBe(2);
    expect(batches()).toEqual([]);
  });
});

function usersOf(calls: ReturnType<typeof batches>) {
  return calls.map((entries) =>
    entries.map(({ MessageAttributes }) => MessageAttributes?.userId?.StringValue),
  );
}
