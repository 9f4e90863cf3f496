import type { ErrorCode } from "../../functions/domain/errors.ts";
import type { Gate, Route } from "../../functions/rest/routes.ts";
import { inOrder } from "../errors.ts";
import { queryFields } from "../schemas/json-schemas.ts";
import type { Documented } from "./operation-docs.ts";

const gateErrors: Readonly<Record<Gate, ErrorCode>> = {
  conversations: "conversations_disabled",
  no_impersonation: "impersonation_forbidden",
  feature: "feature_not_enabled",
};

/** Errors that every operation can answer. */
const commonErrors = ["rate_limited", "internal", "unavailable"] as const;

/** Every code that an operation can answer, in the order of the checks. */
export function errorsOf({ route, doc }: Documented): ErrorCode[] {
  const query = Object.keys(queryFields(doc.operation.query).fields);
  return inOrder(
    new Set<ErrorCode>([
      ...accessErrors(route),
      ...(hasBody(route) ? (["payload_too_large", "unsupported_media_type", "malformed_json"] as const) : []),
      ...(hasBody(route) || query.length > 0 ? (["invalid_request"] as const) : []),
      ...(query.includes("cursor") ? (["invalid_cursor"] as const) : []),
      ...(doc.errors ?? []),
      ...commonErrors,
    ]),
  );
}

function accessErrors({ token, path, gates }: Route): ErrorCode[] {
  if (token === "none") return [];
  const entersLocation = token === "user" && path.includes("{locationId}");
  return [
    "unauthenticated",
    "insufficient_scope",
    ...(entersLocation ? (["not_in_location"] as const) : []),
    ...gates.map((gate) => gateErrors[gate]),
  ];
}

export function hasBody({ method }: Route): boolean {
  return method !== "GET" && method !== "DELETE";
}
