import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { Database } from "../store/database.ts";
import { takeFastPath, type Wire } from "./fast-path.ts";

/** A slower call is given up and tried again, well within an API request's 29 s. */
const REQUEST_TIMEOUT_MS = 3000;
const CONNECTION_TIMEOUT_MS = 1000;

/** Region, credentials and endpoint come from the environment, as the SDK reads it. */
export function openDatabase(tableName: string): Database {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: true, maxSockets: 100 },
    httpAgent: { keepAlive: true, maxSockets: 100 },
  };
  // No command changes its middleware, and resolving it for each call took a third of the call's CPU time.
  const client = new DynamoDBClient({ requestHandler, cacheMiddleware: true });
  takeFastPath(client, dynamodbJson);
  return new Database(client, tableName);
}

/** DynamoDB's JSON protocol. Inputs and outputs pass unchanged, as no item of ours holds bytes. */
const dynamodbJson: Wire<object> = {
  service: "dynamodb",
  request: (input, operation, path) => ({
    path,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    },
    body: JSON.stringify(input),
  }),
  refusal: (status, { __type: type, ...body }) => {
    if (status !== 400) return undefined;
    const details = { message: "", ...body, $metadata: { httpStatusCode: status } };
    const name = String(type).replace(/^.*#/, "");
    if (name === "ConditionalCheckFailedException") return new ConditionalCheckFailedException(details);
    if (name === "TransactionCanceledException") return new TransactionCanceledException(details);
    return undefined;
  },
};
