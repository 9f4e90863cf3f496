import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { expect } from "vitest";
import * as z from "zod";
import { lambdaContext, type RestCall, restEvent } from "./rest-event.ts";

type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

export interface RestAnswer {
  readonly status: number;
  readonly headers: NonNullable<APIGatewayProxyResult["headers"]>;
  readonly body: unknown;
}

/** Calls a Lambda of the REST API, and reads the body of its answer as JSON. */
export async function callRest(handle: Handler, call: RestCall): Promise<RestAnswer> {
  const { statusCode, headers = {}, body } = await handle(restEvent(call), lambdaContext);
  const parsed: unknown = body === "" ? undefined : JSON.parse(body);
  return { status: statusCode, headers, body: parsed };
}

export const Failure = z.object({
  statusCode: z.number(),
  code: z.string(),
  error: z.string(),
  message: z.unknown(),
  traceId: z.string(),
});

/** Status and code of a failed answer, whose body must have the documented shape. */
export async function failureOf(answer: Promise<RestAnswer>): Promise<string> {
  const { status, body } = await answer;
  const failure = Failure.parse(body);
  expect(failure.statusCode).toBe(status);
  expect(Array.isArray(failure.message)).toBe(status === 422);
  return `${status} ${failure.code}`;
}
