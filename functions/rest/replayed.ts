import type { Answer } from "./operation.ts";

/** 201 for what was done now; 200 and a header for the result of an earlier request with the same key. */
export function createdOrReplayed(body: unknown, replayed: boolean): Answer {
  return replayed ? { status: 200, body, headers: { "Idempotent-Replayed": "true" } } : { status: 201, body };
}
