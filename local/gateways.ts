import type { Backends } from "./backends.ts";
import { injectDisconnectFaults, injectSocketFaults } from "./chaos/socket-faults.ts";
import type { CloudContext } from "./cloud-context.ts";
import type { Functions } from "./compute.ts";
import { answerDocs } from "./docs/docs-routes.ts";
import { createInvoke } from "./lambda/invoker.ts";
import { readPermissions } from "./lambda/permissions.ts";
import { createLocalRoutes } from "./local-routes.ts";
import { createRestApi } from "./rest/rest-api.ts";
import { readRestDefinition } from "./rest/rest-definition.ts";
import { type LocalServer, startServer } from "./server.ts";
import { WebSocketApi } from "./websocket/websocket-api.ts";

/** Starts both APIs and the local routes on the one port that clients use. */
export async function startGateways(
  context: CloudContext,
  backends: Backends,
  functions: Functions,
): Promise<LocalServer> {
  const { stack, chaos, options, disposables } = context;
  const { deployment } = stack;
  const permitted = createInvoke(functions, readPermissions(stack, "apigateway.amazonaws.com"));
  const invoke = injectDisconnectFaults(chaos, permitted);
  const restApi = createRestApi({ definition: readRestDefinition(stack), deployment, invoke });
  const { definition, connections } = backends;
  const onFrame = injectSocketFaults(chaos);
  const server = await startServer(options.port, {
    rest: (request) => restApi.handle(request),
    local: localRoutes(context, backends),
    docs: answerDocs,
    webSocket: new WebSocketApi({ definition, deployment, invoke, connections, onFrame }),
    log: options.log,
  });
  disposables.defer(() => server.close());
  return server;
}

function localRoutes({ usage }: CloudContext, { issuer, messaging, s3 }: Backends) {
  return createLocalRoutes({
    issuer,
    notifications: messaging.notifications.all,
    disableDevice: messaging.push.disable,
    setVerdict: s3.setVerdict,
    usage: () => usage.snapshot(),
  });
}
