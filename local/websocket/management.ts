import type { Identities } from "../access/identities.ts";
import type { Closers } from "../closers.ts";
import { listen } from "../free-port.ts";
import type { Deployment } from "../template/physical.ts";
import type { Connections } from "./connections.ts";
import type { WebSocketDefinition } from "./definition.ts";
import { createManagementApi, type PostHook } from "./management-api.ts";

export interface ManagementInput {
  readonly definition: WebSocketDefinition;
  readonly deployment: Deployment;
  readonly connections: Connections;
  readonly identities: Identities;
  readonly onPush: () => void;
  readonly onPost: PostHook;
  readonly closers: Closers;
}

/** Opens the `@connections` API on a port of its own; resolves to its URL by the URL that it has in the cloud. */
export async function openManagement(input: ManagementInput): Promise<ReadonlyMap<string, string>> {
  const { definition, deployment: d, connections, identities, onPush, onPost } = input;
  const { apiId, stage } = definition;
  /** Callers that are allowed a method, whatever the connection: asked anew, IAM would say the same. */
  const allowed = new Set<string>();
  const mayManage = (authorization: string | undefined, method: string) => {
    const caller = identities.of(authorization);
    const claim = `${method} ${caller?.arn}`;
    if (allowed.has(claim)) return true;
    const request = {
      action: "execute-api:ManageConnections",
      resource: `arn:${d.partition}:execute-api:${d.region}:${d.accountId}:${apiId}/${stage}/${method}/@connections/id`,
    };
    if (caller?.may(request)) {
      allowed.add(claim);
      return true;
    }
    const who = caller?.arn ?? "an unknown caller";
    identities.onDenied(
      `User: ${who} is not authorized to perform: ${request.action} on resource: ${request.resource}`,
      request,
    );
    return false;
  };
  const server = createManagementApi({ stage, connections, mayManage, onPush, onPost });
  const port = await listen(server, 0);
  input.closers.add(() => {
    server.closeAllConnections();
    server.close();
  });
  const deployed = `https://${apiId}.execute-api.${d.region}.amazonaws.com/${stage}`;
  return new Map([[deployed, `http://127.0.0.1:${port}/${stage}`]]);
}
