import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Log } from "../domain/ports.ts";

/** One line per request: the route's template and the status, never the path's ids, query, headers or body. */
export function requestLog(log: Log): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const write = (event: APIGatewayProxyEvent, statusCode: number) =>
    log.info("request", {
      traceId: event.requestContext.requestId,
      method: event.httpMethod,
      route: event.resource,
      statusCode,
    });
  return {
    after: ({ event, response }) => write(event, response?.statusCode ?? 500),
    onError: ({ event, response }) => write(event, response?.statusCode ?? 500),
  };
}
