import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { Notification } from "../../functions/domain/notification.ts";
import { SnsTopic } from "../../functions/gateways/sns-topic.ts";

const client = new SNSClient({ region: "us-east-1" });
const mock = mockClient(client);
const topic = new SnsTopic(client, "arn:topic");

const notification = (userId: string): Notification => ({
  version: 1,
  event: "message",
  userId,
  locationId: "loc",
  chatId: "c",
  seq: 2,
  senderId: "ana",
  senderName: "Ana",
  subject: null,
  preview: "Hi",
  quiet: false,
  dateAdded: "2026-01-01T00:00:00.000Z",
  dedupeId: `c.2.message.${userId}`,
});

const many = (count: number) => Array.from({ length: count }, (_, index) => notification(`u${index}`));
const batches = () =>
  mock.commandCalls(PublishBatchCommand).map((call) => call.args[0].input.PublishBatchRequestEntries ?? []);

beforeEach(() => {
  mock.reset();
});

describe("publish", () => {
  it("goes by tens: 99 recipients in ten calls", async () => {
    mock.on(PublishBatchCommand).resolves({});
    await topic.publish(many(99));
    expect(batches().map(({ length }) => length)).toEqual([...Array.from({ length: 9 }, () => 10), 9]);
  });

  it("carries the body, and attributes for filter policies", async () => {
    mock.on(PublishBatchCommand).resolves({});
    await topic.publish([notification("ben")]);
    const [entry] = batches().flat();
    expect(JSON.parse(entry?.Message ?? "")).toEqual(notification("ben"));
    expect(entry?.MessageAttributes).toEqual({
      event: { DataType: "String", StringValue: "message" },
      userId: { DataType: "String", StringValue: "ben" },
      locationId: { DataType: "String", StringValue: "loc" },
      chatId: { DataType: "String", StringValue: "c" },
    });
  });

  it("asks again for those that failed, and only for those", async () => {
    mock
      .on(PublishBatchCommand)
      .resolvesOnce({ Failed: [{ Id: "1", Code: "InternalError", SenderFault: false }] })
      .resolves({});
    await topic.publish(many(3));
    expect(batches().map((entries) => entries.map(({ Id }) => Id))).toEqual([["0", "1", "2"], ["1"]]);
  });

  it("fails when one fails for good, so that the record comes again", async () => {
    mock.on(PublishBatchCommand).resolves({ Failed: [{ Id: "0", Code: "Throttled", SenderFault: false }] });
    await expect(topic.publish(many(1))).rejects.toThrow("SNS did not take 1 of 1 notifications: Throttled");
    expect(batches()).toHaveLength(3);
  });

  it("calls nobody for nothing", async () => {
    await topic.publish([]);
    expect(batches()).toEqual([]);
  });
});
