import {
  type LambdaClient,
  paginateListEventSourceMappings,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import { GetBucketNotificationConfigurationCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Finds the stream function of a stage. @throws unless there is exactly one */
export async function findStreamFunction(client: LambdaClient, stage: string): Promise<string> {
  const prefix = `internal-chat-${stage}-FunctionsStream`;
  const found: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    found.push(
      ...Functions.flatMap(({ FunctionName = "" }) => (FunctionName.startsWith(prefix) ? FunctionName : [])),
    );
  }
  const [name, ...others] = found;
  if (name !== undefined && others.length === 0) return name;
  throw new Error(`${found.length} functions begin with ${prefix}: choose one with --function`);
}

/** Finds the on-failure bucket of the function's event source. @throws if there is none */
export async function findFailureBucket(client: LambdaClient, functionName: string): Promise<string> {
  const query = { FunctionName: functionName };
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, query)) {
    for (const { DestinationConfig } of EventSourceMappings) {
      const bucket = DestinationConfig?.OnFailure?.Destination?.match(/^arn:[^:]+:s3:::(.+)$/)?.[1];
      if (bucket !== undefined) return bucket;
    }
  }
  throw new Error(`${functionName} has no event source with an on-failure bucket: choose one with --bucket`);
}

/** Finds the URL of the queue in which the bucket announces its objects. Undefined if there is none. */
export async function findQueue(s3: S3Client, sqs: SQSClient, Bucket: string): Promise<string | undefined> {
  const { QueueConfigurations = [] } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  const name = QueueConfigurations[0]?.QueueArn?.split(":").at(-1);
  if (name === undefined) return undefined;
  return (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
}
