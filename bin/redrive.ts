import { parseArgs } from "node:util";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { bucketPorts, invokeFunction, queuePorts } from "./redrive/aws-ports.ts";
import { findFailureBucket, findQueue, findStreamFunction } from "./redrive/find-target.ts";
import { redrive } from "./redrive/redrive.ts";
import { deleteTestEvents } from "./redrive/test-events.ts";

const usage = `Invokes the stream function again with the batches that its event source gave up. Batches that succeed
are deleted from the bucket, whose versioning keeps them for 14 days. Fix the cause first. Test events, which S3
sends when the bucket is set up, are deleted from the bucket's queue.

  npm run redrive -- --stage NAME [--function NAME] [--bucket NAME] [--dry-run] [KEY …]

  --stage NAME     the stage of the function and the bucket: dev, staging, prod
  --function NAME  the function (default: the stage's stream function)
  --bucket NAME    the bucket (default: the on-failure bucket of the function's event source)
  --dry-run        list the batches and change nothing
  --help           print this text
  KEY              the objects to redrive (default: all)

Region and credentials come from the AWS SDK's settings: AWS_REGION, AWS_PROFILE, … The credentials need
lambda:ListFunctions, lambda:ListEventSourceMappings, lambda:InvokeFunction, s3:ListBucket, s3:GetObject and
s3:DeleteObject; for test events s3:GetBucketNotification, sqs:GetQueueUrl, sqs:ReceiveMessage and
sqs:DeleteMessage. The exit status is 1 if a batch is kept.`;

const options = {
  stage: { type: "string" },
  function: { type: "string" },
  bucket: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Longer than the function's own timeout, because a batch whose result is not awaited runs twice. */
const invokeTimeoutMs = 90_000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const lambda = new LambdaClient({ requestHandler: { requestTimeout: invokeTimeoutMs } });
  const functionName = values.function ?? (await findStreamFunction(lambda, required(values.stage)));
  const bucket = values.bucket ?? (await findFailureBucket(lambda, functionName));
  const log = (line: string) => console.log(line);
  log(`from ${bucket} to ${functionName}`);
  const s3 = new S3Client({});
  const ports = { ...bucketPorts(s3, bucket), invoke: invokeFunction(lambda, functionName), log };
  const dryRun = values["dry-run"];
  const kept = await redrive(ports, { keys: positionals, dryRun });
  const cleaned = await cleanQueue(s3, bucket, dryRun);
  if (cleaned !== undefined) log(cleaned);
  return kept > 0 ? 1 : 0;
}

/** Returns a line if there is something to say. Never rejects: a test event in the queue is no reason to fail. */
async function cleanQueue(s3: S3Client, bucket: string, dryRun: boolean): Promise<string | undefined> {
  try {
    const sqs = new SQSClient({});
    const queueUrl = await findQueue(s3, sqs, bucket);
    const found = queueUrl === undefined ? 0 : await deleteTestEvents(queuePorts(sqs, queueUrl), dryRun);
    return found === 0 ? undefined : `${found} test events of S3 in the queue${dryRun ? "" : ", deleted"}`;
  } catch (error) {
    return `test events of S3 not looked for: ${error instanceof Error ? error.message : error}`;
  }
}

function required(stage: string | undefined): string {
  if (stage === undefined) throw new Error("--stage is missing (or --function and --bucket); see --help");
  return stage;
}

try {
  process.exitCode = await main();
} catch (error) {
  // One line explains a wrong argument better than a stack trace. DEBUG=1 prints the stack trace.
  console.error(process.env.DEBUG === undefined && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
