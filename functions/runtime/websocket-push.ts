import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import type { Log } from "../domain/ports.ts";
import { WebsocketPush } from "../gateways/websocket-push.ts";

/** A socket that does not take a post within this time is left to `sync`. */
const REQUEST_TIMEOUT_MS = 2000;
const CONNECTION_TIMEOUT_MS = 500;

/** @param endpoint the management endpoint of the WebSocket API */
export function openPush(endpoint: string, log: Log): WebsocketPush {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  const settings = { endpoint, requestHandler, maxAttempts: 2, cacheMiddleware: true };
  return new WebsocketPush(new ApiGatewayManagementApiClient(settings), log);
}
