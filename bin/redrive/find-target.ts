import {
  type LambdaClient,
  paginateListEventSourceMappings,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";

/** The stream function of a stage. @throws when there is none, or more than one */
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
  throw new Error(`${found.length} functions begin with ${prefix}: say which with --function`);
}

/** The bucket in which the function's event source leaves what it gave up. @throws when there is none */
export async function findFailureBucket(client: LambdaClient, functionName: string): Promise<string> {
  const query = { FunctionName: functionName };
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, query)) {
    for (const { DestinationConfig } of EventSourceMappings) {
      const bucket = DestinationConfig?.OnFailure?.Destination?.match(/^arn:[^:]+:s3:::(.+)$/)?.[1];
      if (bucket !== undefined) return bucket;
    }
  }
  throw new Error(`${functionName} has no event source with an on-failure bucket: say which with --bucket`);
}
