import type { Identities } from "../access/identities.ts";
import { openEndpoint } from "../endpoint.ts";
import { arnOf, type Deployment } from "../template/physical.ts";
import type { Connections } from "./connections.ts";
import { createManagementApi, type PostHook } from "./management-api.ts";
import type { WebSocketDefinition } from "./websocket-definition.ts";

export interface ManagementInput {
  readonly definition: WebSocketDefinition;
  readonly deployment: Deployment;
  readonly connections: Connections;
  readonly identities: Identities;
  readonly onPush: () => void;
  readonly onPost: PostHook;
  readonly disposables: AsyncDisposableStack;
}

/** Opens the `@connections` API on its own port. Resolves to the local URL by the deployed URL. */
export async function openManagement(input: ManagementInput): Promise<ReadonlyMap<string, string>> {
  const { definition, deployment, connections, onPush, onPost } = input;
  const { apiId, stage } = definition;
  const mayManage = createAccessCheck(input);
  const server = createManagementApi({ stage, connections, mayManage, onPush, onPost });
  const endpoint = await openEndpoint(server, input.disposables);
  const deployed = `https://${apiId}.execute-api.${deployment.region}.amazonaws.com/${stage}`;
  return new Map([[deployed, `${endpoint}/${stage}`]]);
}

/** Checks IAM's ManageConnections. A granted caller and method are remembered, because policies never change. */
function createAccessCheck({ definition, deployment, identities }: ManagementInput) {
  const allowed = new Set<string>();
  return (authorization: string | undefined, method: string): boolean => {
    const caller = identities.of(authorization);
    const claim = `${method} ${caller?.arn}`;
    if (allowed.has(claim)) return true;
    const path = `${definition.apiId}/${definition.stage}/${method}/@connections/id`;
    const request = {
      action: "execute-api:ManageConnections",
      resource: arnOf(deployment, "execute-api", path),
    };
    if (caller?.may(request)) {
      allowed.add(claim);
      return true;
    }
    const who = caller?.arn ?? "an unknown caller";
    const message = `User: ${who} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
    identities.onDenied(message, request);
    return false;
  };
}
