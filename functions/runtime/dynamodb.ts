import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Database } from "../store/database.ts";

/** A call that takes longer than this is given up and tried again, well within an API request's 29 s. */
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
  // No command changes its middleware: resolving it anew took a third of a call's CPU time.
  return new Database(new DynamoDBClient({ requestHandler, cacheMiddleware: true }), tableName);
}
