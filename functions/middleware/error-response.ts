import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { asError, ChatError, type Quota } from "../domain/errors.ts";
import type { Log } from "../domain/ports.ts";
import { failureOf, retryAfterOf } from "./error-table.ts";

function quotaHeaders({ limit, remaining }: Quota): Record<string, string> {
  return {
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
      const retryAfter = retryAfterOf(error);
      const traceId = event.requestContext.requestId;
      if (failure.statusCode >= 500)
        log.error("request failed", { traceId, code: failure.code, cause: asError(error) });
      // Set, not returned: returning would end the chain before the request is logged.
      request.response = {
        statusCode: failure.statusCode,
        headers: {
          "content-type": "application/json",
          ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
          ...(error instanceof ChatError && error.quota && quotaHeaders(error.quota)),
        },
        body: JSON.stringify({ ...failure, traceId }),
      };
    },
  };
}
