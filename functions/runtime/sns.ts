import { SNSClient } from "@aws-sdk/client-sns";

/** A slower call is given up and tried again, well within a request's 29 s and a batch's 60 s. */
const REQUEST_TIMEOUT_MS = 3000;
const CONNECTION_TIMEOUT_MS = 1000;

/** Region, credentials and endpoint come from the environment, as the SDK reads it. */
export function openSns(): SNSClient {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  return new SNSClient({ requestHandler, cacheMiddleware: true });
}
