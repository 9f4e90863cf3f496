import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import { SnsTopic } from "../../functions/gateways/sns-topic.ts";
import { notification } from "../support/notification.ts";
import { RecordingLog } from "../support/recording-log.ts";

const client = new SNSClient({ region: "us-east-1" });
const mock = mockClient(client);
const topic = new SnsTopic(client, "arn:topic", new RecordingLog());

const inTime = () => false;
const publish = (groups: Notification[][], isLate = inTime) => topic.publish(groups, isLate);
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => notification({ userId: `u${index}` }));
const batches = () =>
  mock.commandCalls(PublishBatchCommand).map((call) => call.args[0].input.PublishBatchRequestEntries ?? []);

beforeEach(() => {
  mock.reset();
});

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

  it("counts the groups before the first with a notification that fails for good", async () => {
    const refused = { Failed: [{ Id: "0", Code: "Throttled", SenderFault: false }] };
    mock
      .on(PublishBatchCommand)
      .resolvesOnce({ Failed: [{ Id: "3", Code: "Throttled", SenderFault: false }] })
      .resolves(refused);
    expect(await publish([many(2), [], many(3), many(2)])).toBe(2);
    expect(batches()).toHaveLength(3);
  });

  it("counts nothing of a call that fails", async () => {
    mock.on(PublishBatchCommand).rejects(new Error("SNS is down"));
    expect(await publish([many(2), many(2)])).toBe(0);
  });

  it("starts no batch after a group that failed", async () => {
    mock.on(PublishBatchCommand).rejects(new Error("SNS is down"));
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
