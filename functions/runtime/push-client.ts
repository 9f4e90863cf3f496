import {
  ApiGatewayManagementApiClient,
  GoneException,
  LimitExceededException,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { Log } from "../domain/ports.ts";
import { WebsocketPush } from "../gateways/websocket-push.ts";
import { takeFastPath, type Wire } from "./fast-path.ts";

/** A slower post is given up; the client finds its event by `sync`. */
const REQUEST_TIMEOUT_MS = 2000;
const CONNECTION_TIMEOUT_MS = 500;

/** @param endpoint the management endpoint of the WebSocket API */
export function openPush(endpoint: string, log: Log): WebsocketPush {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  // One try on the fast path, one through the middleware.
  const settings = { endpoint, requestHandler, maxAttempts: 1, cacheMiddleware: true };
  const client = new ApiGatewayManagementApiClient(settings);
  takeFastPath(client, posts);
  return new WebsocketPush(client, log);
}

/** `POST {stage}/@connections/{id}`, with the frame as its body. */
const posts: Wire<{ readonly ConnectionId?: string | undefined; readonly Data?: unknown }> = {
  service: "execute-api",
  request: ({ ConnectionId: id, Data: body }, operation, firstPath) => {
    if (operation !== "PostToConnection" || id === undefined || !(body instanceof Uint8Array))
      return undefined;
    const [stage = ""] = firstPath.split("/@connections/");
    return {
      path: `${stage}/@connections/${encodeURIComponent(id)}`,
      headers: { "content-type": "application/octet-stream" },
      body,
    };
  },
  refusal: (status) => {
    const $metadata = { httpStatusCode: status };
    if (status === 410) return new GoneException({ message: "Gone", $metadata });
    // The account's requests are used up: a second attempt at once would use up more of them.
    if (status === 429) return new LimitExceededException({ message: "Limit exceeded", $metadata });
    return undefined;
  },
};
