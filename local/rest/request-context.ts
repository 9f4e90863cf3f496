import { randomBytes, randomUUID } from "node:crypto";
import type { HttpRequest } from "../http.ts";

/** The data behind `$context` in templates and `requestContext` in events. */
export interface RequestContext {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly requestTimeEpoch: number;
  readonly stage: string;
  readonly apiId: string;
  readonly request: HttpRequest;
}

export function createContext(api: { apiId: string; stage: string }, request: HttpRequest): RequestContext {
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString("base64")}`,
    requestTimeEpoch: Date.now(),
    stage: api.stage,
    apiId: api.apiId,
    request,
  };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Formats a time as access logs do: `09/Apr/2015:12:34:56 +0000`. */
export function logTime(epochMs: number): string {
  const date = new Date(epochMs);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
