import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { ChatItem, FeatureSwitch } from "../domain/directory/ports.ts";
import type { Session } from "../domain/directory/session.ts";
import { ChatError } from "../domain/errors.ts";
import { answerHeaders } from "../middleware/answer-headers.ts";
import { errorResponse } from "../middleware/error-response.ts";
import { requestLog } from "../middleware/request-log.ts";
import { sessionFromContext } from "../middleware/session-context.ts";
import { readBody } from "./body.ts";
import { auditRefused, authenticateFor, type GatePorts, passGates } from "./gates.ts";
import type { Answer, Operation, PathParams } from "./operation.ts";
import { type GateName, type OperationName, type Route, routes } from "./routes.ts";

/** The ports that a group's routes need: the feature switch where one of them has the gate `feature`. */
type GroupPorts<Group extends Route["group"]> = GatePorts &
  ("feature" extends GateName<Group> ? { readonly feature: FeatureSwitch } : unknown);

interface RestSettings<Group extends Route["group"], Ports> {
  readonly group: Group;
  readonly operations: Readonly<Record<OperationName<Group>, Operation<Ports>>>;
  readonly ports: Ports;
  /** Origins of the browser pages that may use the API, as in `Origins`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * The handler of one group of routes. Each request passes its checks in the API's order, so that every answer
 * is determined.
 */
export function restHandler<Group extends Route["group"], Ports extends GroupPorts<Group>>({
  group,
  operations,
  ports,
  allowedOrigins,
}: RestSettings<Group, Ports>) {
  const served = new Map<string, { route: Route; operation: Operation<Ports> }>(
    Object.entries<Operation<Ports>>(operations).flatMap(([name, operation]) =>
      routes
        .filter((route) => route.group === group && route.operation === name)
        .map((route) => [`${route.method} ${route.path}`, { route, operation }] as const),
    ),
  );
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(answerHeaders(allowedOrigins))
    .use(requestLog(ports.log))
    .use(errorResponse(ports.log))
    .handler(async (event) => {
      const found = served.get(`${event.httpMethod} ${event.resource}`);
      if (found === undefined) throw new ChatError("not_found", "No such path");
      return httpAnswer(await answer(ports, found, event));
    });
}

async function answer<Ports extends GatePorts>(
  ports: Ports,
  { route, operation }: { route: Route; operation: Operation<Ports> },
  event: APIGatewayProxyEvent,
): Promise<Answer> {
  const session = sessionFromContext(event.requestContext.authorizer);
  const params = event.pathParameters ?? {};
  prefetch(ports, { session, params, chatItems: operation.prefetch });
  const principal = await authenticateFor(ports, route, session);
  auditRefused(ports, route, principal);
  const body = route.method === "GET" || route.method === "DELETE" ? undefined : readBody(event);
  const admitted = await passGates(ports, { route, principal, params });
  const headers = Object.fromEntries(
    Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return operation.run(ports, {
    ...admitted,
    params,
    headers,
    query: event.queryStringParameters ?? {},
    body,
  });
}

/** Reads in one round trip the items that checks and operation read one after the other. */
function prefetch(
  ports: GatePorts,
  request: { session: Session | undefined; params: PathParams; chatItems: readonly ChatItem[] },
): void {
  const { session, params, chatItems } = request;
  if (session?.kind !== "user") return;
  const { userId, actorId } = session;
  const { locationId, chatId } = params;
  ports.prefetch?.begin({ userId, actorId, locationId, chatId, chatItems });
}

function httpAnswer({ status, headers, body }: Answer): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}
