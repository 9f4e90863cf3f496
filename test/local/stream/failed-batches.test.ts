import { rmSync } from "node:fs";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { bucketPorts } from "../../../bin/redrive/aws-ports.ts";
import { readFailedBatch } from "../../../bin/redrive/failed-batch.ts";
import { redrive } from "../../../bin/redrive/redrive.ts";
import { deleteTestEvents } from "../../../bin/redrive/test-events.ts";
import { accessKeyId } from "../../../local/access/identities.ts";
import { type Interceptor, refusal } from "../../../local/dynamodb/proxy.ts";
import { apiAs, startChat } from "../../support/api-client.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { assemblyWithRetries } from "../../support/retry-attempts.ts";

let dir = "";
let cloud: TestCloud;
/** The names of the stack's bucket and queue. */
let names = { bucket: "", queue: "" };

/** Starts the synthesized stack with an event source that gives up at the first failure. */
beforeAll(async () => {
  const { dir: assemblyDir, resources } = assemblyWithRetries(0);
  dir = assemblyDir;
  const named = (type: string) =>
    `internal-chat-dev-${Object.keys(resources).find((id) => id.includes("FailedBatches") && resources[id]?.Type === type)}`;
  names = {
    bucket: named("AWS::S3::Bucket").toLowerCase().slice(0, 63),
    queue: named("AWS::SQS::Queue").slice(0, 80),
  };
  cloud = await startTestCloud({ assemblyDir: dir });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(dir, { recursive: true });
});

it("S3 tests the queue once, and redrive deletes the test event and nothing else", async () => {
  expect(await cloud.messagesIn(names.queue)).toEqual([
    {
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Time: expect.stringMatching(/^\d{4}-.*Z$/),
      Bucket: names.bucket,
      RequestId: expect.any(String),
      HostId: expect.any(String),
    },
  ]);
  const queue = await queuePorts();
  expect(await deleteTestEvents(queue, true)).toBe(1);
  await expect.poll(() => deleteTestEvents(queue, false), { timeout: 5000 }).toBe(1);
  expect(await deleteTestEvents(queue, false)).toBe(0);
  expect(await cloud.messagesIn(names.queue)).toEqual([]);
});

it("a batch that the function cannot handle is stored, reported to the queue and succeeds when it is redriven", async () => {
  const stream = cloud.functionNamed("Stream");
  const key = accessKeyId(stream.settings.name);
  const failing: Interceptor = async (call, forward) =>
    call.authorization.includes(key) ? refusal("ValidationException", "Injected") : forward(call);
  cloud.interceptors.push(failing);
  const ana = await apiAs(cloud, "ana");
  await startChat(ana, ["ben"], { message: { body: "see you at noon", clientMessageId: "1" } });

  await eventually(() => (recordsKept() === 2 ? "both entries" : undefined), 20_000);
  const [batch] = await cloud.failedBatches();
  expect(batch).toMatchObject({
    version: "1.0",
    requestContext: { condition: "RetryAttemptsExhausted", functionArn: stream.settings.arn },
    DDBStreamBatchInfo: { streamArn: expect.stringContaining(":dynamodb:") },
  });
  const [objectKey = ""] = cloud.s3.keys(names.bucket);
  expect(objectKey).toMatch(
    /^aws\/lambda\/\w+\/[\w-]+\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[\w-]{36}$/,
  );
  const object = expect.objectContaining({ key: objectKey });
  await expect
    .poll(() => cloud.messagesIn(names.queue))
    .toContainEqual({
      Records: [
        expect.objectContaining({
          eventSource: "aws:s3",
          eventName: "ObjectCreated:Put",
          s3: expect.objectContaining({ object }),
        }),
      ],
    });
  expect(cloud.complaints.join("\n")).not.toContain("see you at noon");
  expect(cloud.notifications()).toEqual([]);

  const ports = redrivePorts();
  expect(await redrive(ports, { keys: [], dryRun: false })).toBeGreaterThan(0);
  expect(await cloud.failedBatches()).not.toEqual([]);

  cloud.interceptors.splice(cloud.interceptors.indexOf(failing), 1);
  expect(await redrive(ports, { keys: [], dryRun: false })).toBe(0);
  expect(await cloud.failedBatches()).toEqual([]);
  const notification = await eventually(() =>
    cloud.notifications().find(({ attributes }) => attributes.event === "message"),
  );
  expect(notification.attributes.userId).toBe("ben");
});

function redrivePorts() {
  const client = new S3Client({
    endpoint: cloud.s3.endpoint,
    region: "us-east-1",
    credentials: cloud.s3.credentials,
  });
  return {
    ...bucketPorts(client, names.bucket),
    invoke: async (event: object) => {
      const result = await cloud.functionNamed("Stream").invoke(event);
      if (result.kind !== "result") throw new Error(result.kind);
      return result.payload;
    },
    log: () => undefined,
  };
}

const Received = z.object({
  Messages: z.array(z.object({ ReceiptHandle: z.string(), Body: z.string() })).default([]),
});

async function queuePorts() {
  const { QueueUrl } = z
    .object({ QueueUrl: z.string() })
    .parse(await cloud.sqs("GetQueueUrl", { QueueName: names.queue }));
  return {
    receive: async () => {
      const { Messages } = Received.parse(
        await cloud.sqs("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
      );
      return Messages.map(({ ReceiptHandle: receipt, Body: body }) => ({ receipt, body }));
    },
    remove: async (ReceiptHandle: string) => {
      await cloud.sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
    },
  };
}

function recordsKept(): number {
  return cloud.s3.keys(names.bucket).reduce((sum, key) => {
    const batch = readFailedBatch(cloud.s3.read(names.bucket, key));
    return sum + (batch?.payload.Records.length ?? 0);
  }, 0);
}
