import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { type HttpAnswer, json } from "./http.ts";

/** An error in the shape that the OpenAPI document describes. */
export function errorAnswer(statusCode: number, code: string, message: string | string[]): HttpAnswer {
  return json(statusCode, {
    statusCode,
    code,
    error: STATUS_CODES[statusCode],
    message,
    traceId: randomUUID(),
  });
}
