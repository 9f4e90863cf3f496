import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { RedrivePorts } from "./redrive.ts";
import type { QueuePorts } from "./test-events.ts";

export function bucketPorts(
  client: S3Client,
  Bucket: string,
): Pick<RedrivePorts, "keys" | "read" | "remove"> {
  return {
    keys: async () => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      return keys;
    },
    read: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? "";
    },
    remove: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}

export function invokeFunction(client: LambdaClient, FunctionName: string): RedrivePorts["invoke"] {
  return async (event) => {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    if (FunctionError === undefined) return Payload?.transformToString() ?? "";
    throw new Error(`${FunctionName}: ${FunctionError}; see its log`);
  };
}

export function queuePorts(client: SQSClient, QueueUrl: string): QueuePorts {
  // The wait makes SQS ask all its servers; without it, messages may be missed.
  const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: 30 };
  return {
    receive: async () => {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand(request));
      return Messages.map(({ ReceiptHandle: receipt = "", Body: body = "" }) => ({ receipt, body }));
    },
    remove: async (ReceiptHandle) => {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
  };
}
