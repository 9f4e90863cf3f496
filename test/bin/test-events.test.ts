import { GetBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { queuePorts } from "../../bin/redrive/aws-ports.ts";
import { findQueue } from "../../bin/redrive/find-target.ts";
import { deleteTestEvents } from "../../bin/redrive/test-events.ts";

const sqs = mockClient(SQSClient);
const s3 = mockClient(S3Client);
const client = new SQSClient({ region: "us-east-1" });
const s3Client = new S3Client({ region: "us-east-1" });
beforeEach(() => {
  sqs.reset();
  s3.reset();
});

const testEvent = JSON.stringify({
  Service: "Amazon S3",
  Event: "s3:TestEvent",
  Time: "2026-01-02T03:04:05.678Z",
  Bucket: "failed",
  RequestId: "5582815E1AEA5ADF",
  HostId: "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR",
});
const announcement = JSON.stringify({
  Records: [{ eventName: "ObjectCreated:Put", s3: { object: { key: "s3:TestEvent" } } }],
});

/** A queue whose messages arrive in these groups. */
function queueOf(...groups: readonly (readonly string[])[]) {
  const left = [...groups];
  const removed: string[] = [];
  const receive = async () => (left.shift() ?? []).map((body) => ({ receipt: `receipt of ${body}`, body }));
  const remove = async (receipt: string) => void removed.push(receipt);
  return { receive, remove, removed };
}

describe("test events", () => {
  it("are deleted wherever they are in the queue; all other messages stay", async () => {
    const queue = queueOf([announcement, "no JSON"], [testEvent, announcement], [testEvent]);
    expect(await deleteTestEvents(queue, false)).toBe(2);
    expect(queue.removed).toEqual([`receipt of ${testEvent}`, `receipt of ${testEvent}`]);
  });

  it("are only counted in a dry run", async () => {
    const queue = queueOf([testEvent]);
    expect(await deleteTestEvents(queue, true)).toBe(1);
    expect(queue.removed).toEqual([]);
  });

  it("are looked for in a bounded number of messages", async () => {
    let receives = 0;
    const receive = async () => {
      receives += 1;
      return [{ receipt: "1", body: announcement }];
    };
    expect(await deleteTestEvents({ receive, remove: async () => undefined }, false)).toBe(0);
    expect(receives).toBe(100);
  });
});

describe("the queue of failed batches", () => {
  it("is the one that the bucket announces its objects to", async () => {
    s3.on(GetBucketNotificationConfigurationCommand, { Bucket: "failed" }).resolves({
      QueueConfigurations: [{ QueueArn: "arn:aws:sqs:us-east-1:1:news", Events: ["s3:ObjectCreated:*"] }],
    });
    sqs.on(GetQueueUrlCommand, { QueueName: "news" }).resolves({ QueueUrl: "https://sqs/1/news" });
    expect(await findQueue(s3Client, client, "failed")).toBe("https://sqs/1/news");
    s3.on(GetBucketNotificationConfigurationCommand).resolves({});
    expect(await findQueue(s3Client, client, "failed")).toBeUndefined();
  });

  it("is read in groups of ten, by long polling, and loses only what is removed", async () => {
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [{ ReceiptHandle: "r1", Body: testEvent }] })
      .resolves({});
    expect(await deleteTestEvents(queuePorts(client, "https://sqs/1/news"), false)).toBe(1);
    expect(sqs.commandCalls(ReceiveMessageCommand)[0]?.args[0].input).toMatchObject({
      QueueUrl: "https://sqs/1/news",
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
    });
    expect(sqs.commandCalls(DeleteMessageCommand).map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: "https://sqs/1/news", ReceiptHandle: "r1" },
    ]);
  });
});
