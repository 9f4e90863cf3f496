import type { MiddlewareObj, Request } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { originMatcher } from "./origins.ts";

/**
 * Headers of every answer, by a handler or by the gateway. Answers are private and no documents: no cache keeps
 * them, no browser guesses another type or renders them.
 */
export const securityHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=63072000",
  "X-Content-Type-Options": "nosniff",
} as const;

/** Headers that a page of another origin may read; answers vary by origin. */
export const corsHeaders = {
  "Access-Control-Expose-Headers":
    "Idempotent-Replayed, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, x-amzn-RequestId",
  Vary: "Origin",
} as const;

/** Adds them to a handler's answers. Use it first: then it runs last, and errors get them, too. */
export function answerHeaders(
  allowedOrigins: readonly string[],
): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const isAllowed = originMatcher(allowedOrigins);
  const add = ({ event, response }: Request<APIGatewayProxyEvent, APIGatewayProxyResult>) => {
    if (!response) return;
    const origin = originOf(event.headers);
    response.headers = {
      ...securityHeaders,
      ...corsHeaders,
      ...(origin !== undefined && isAllowed(origin) && { "Access-Control-Allow-Origin": origin }),
      ...response.headers,
    };
  };
  return { after: add, onError: add };
}

function originOf(headers: APIGatewayProxyEvent["headers"]): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "origin")?.[1];
}
