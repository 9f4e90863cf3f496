import { parseArgs } from "node:util";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { bucketPorts, invokeFunction } from "./redrive/aws-ports.ts";
import { findFailureBucket, findStreamFunction } from "./redrive/find-target.ts";
import { redrive } from "./redrive/redrive.ts";

const usage = `Gives batches that the stream's event source gave up to the stream function again. Those that go
through are deleted from the bucket; with versions on, they can be had back for 14 days. Mend the cause first.

  npm run redrive -- --stage NAME [--function NAME] [--bucket NAME] [--dry-run] [KEY …]

  --stage NAME     whose function and bucket are looked up: dev, staging, prod
  --function NAME  this function (default: the stage's stream function)
  --bucket NAME    this bucket (default: the on-failure bucket of the function's event source)
  --dry-run        only says what there is
  --help           this text
  KEY              only these objects (default: all)

Region and credentials are the AWS SDK's: AWS_REGION, AWS_PROFILE, … They need lambda:ListFunctions,
lambda:ListEventSourceMappings, lambda:InvokeFunction, s3:ListBucket, s3:GetObject and s3:DeleteObject.
Ends with 1 if a batch stays.`;

const options = {
  stage: { type: "string" },
  function: { type: "string" },
  bucket: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** The function's own timeout, and some: an answer that is not waited for is a batch that runs twice. */
const patienceMs = 90_000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const lambda = new LambdaClient({ requestHandler: { requestTimeout: patienceMs } });
  const functionName = values.function ?? (await findStreamFunction(lambda, required(values.stage)));
  const bucket = values.bucket ?? (await findFailureBucket(lambda, functionName));
  const say = (line: string) => console.log(line);
  say(`from ${bucket} to ${functionName}`);
  const ports = {
    ...bucketPorts(new S3Client({}), bucket),
    invoke: invokeFunction(lambda, functionName),
    say,
  };
  const staying = await redrive(ports, { keys: positionals, dryRun: values["dry-run"] });
  return staying > 0 ? 1 : 0;
}

function required(stage: string | undefined): string {
  if (stage === undefined)
    throw new Error("--stage is missing (or --function and --bucket); --help says more");
  return stage;
}

try {
  process.exitCode = await main();
} catch (error) {
  // A wrong argument deserves one line; a stack trace hides it. DEBUG=1 shows where it came from.
  console.error(process.env.DEBUG === undefined && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
