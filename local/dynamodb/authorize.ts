import type { Identities } from "../access/identities.ts";
import type { AccessRequest } from "../access/policy.ts";
import { type Interceptor, refusal } from "./proxy.ts";
import { leadingKeys, type TableAction, tableActions } from "./table-actions.ts";

export interface AuthorizeInput {
  readonly identities: Identities;
  /** `arn:…:table/`, the prefix of a table's name. */
  readonly tableArnPrefix: string;
  /** The names of partition keys by table name. */
  readonly partitionKeys: ReadonlyMap<string, string>;
}

/** Refuses calls that the calling function's role does not allow. */
export function authorizeTableCalls({
  identities,
  tableArnPrefix,
  partitionKeys,
}: AuthorizeInput): Interceptor {
  const requestFor = ({ action, tableName, index, items }: TableAction): AccessRequest => {
    const name = tableName.replace(/^arn:.*:table\//, "");
    const keys = leadingKeys(items, partitionKeys.get(name) ?? "");
    const resource = `${tableArnPrefix}${name}${index ? `/index/${index}` : ""}`;
    return { action: `dynamodb:${action}`, resource, context: { "dynamodb:LeadingKeys": keys } };
  };
  return async (call, forward) => {
    const caller = identities.of(call.authorization);
    if (!caller)
      return refusal("UnrecognizedClientException", "The security token included in the request is invalid.");
    for (const action of tableActions(call.operation, call.input)) {
      const request = requestFor(action);
      if (caller.may(request)) continue;
      const message = `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resource} because no identity-based policy allows the ${request.action} action`;
      identities.onDenied(message, request);
      return refusal("AccessDeniedException", message);
    }
    return forward(call);
  };
}
