import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { asError, ChatError, type Quota } from "../domain/errors.ts";
import type { Log } from "../domain/ports.ts";
import { failureOf } from "./error-table.ts";

/** Seconds after which a client may retry a 503. */
const RETRY_AFTER = "1";

function quotaHeaders({ limit, remaining, retryAfterSeconds }: Quota): Record<string, string> {
  return {
    "retry-after": String(retryAfterSeconds),
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
  };
}

/** Turns an error into the API's error body. */
export function errorResponse(log: Log): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      const { error, event } = request;
      const failure = failureOf(error);
      const traceId = event.requestContext.requestId;
      if (failure.statusCode >= 500)
        log.error("request failed", { traceId, code: failure.code, cause: asError(error) });
      // Set, not returned: returning would end the chain before the request is logged.
      request.response = {
        statusCode: failure.statusCode,
        headers: {
          "content-type": "application/json",
          ...(failure.statusCode === 503 && { "retry-after": RETRY_AFTER }),
          ...(error instanceof ChatError && error.quota && quotaHeaders(error.quota)),
        },
        body: JSON.stringify({ ...failure, traceId }),
      };
    },
  };
}
