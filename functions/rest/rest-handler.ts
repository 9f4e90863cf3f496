import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { AccessPorts } from "../domain/directory/access.ts";
import type { Session } from "../domain/directory/session.ts";
import { ChatError } from "../domain/errors.ts";
import { answerHeaders } from "../middleware/answer-headers.ts";
import { errorResponse } from "../middleware/error-response.ts";
import { requestLog } from "../middleware/request-log.ts";
import { sessionFromContext } from "../middleware/session.ts";
import { authenticateFor, passGates } from "./admit.ts";
import { readBody } from "./body.ts";
import type { Answer, Operation, PathParams } from "./operation.ts";
import { type OperationName, type Route, routes } from "./routes.ts";

interface RestPorts extends AccessPorts {
  /** Origins of the browser pages that may use the API, as in `Origins`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * The handler of one group of routes: each request passes its checks in the contract's order, so that
 * every answer is determined.
 */
export function restHandler<Group extends Route["group"], Ports extends RestPorts>(
  group: Group,
  operations: Readonly<Record<OperationName<Group>, Operation<Ports>>>,
  ports: Ports,
) {
  const served = new Map<string, { route: Route; operation: Operation<Ports> }>(
    Object.entries<Operation<Ports>>(operations).flatMap(([name, operation]) =>
      routes
        .filter((route) => route.group === group && route.operation === name)
        .map((route) => [`${route.method} ${route.path}`, { route, operation }] as const),
    ),
  );
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(answerHeaders(ports.allowedOrigins))
    .use(requestLog(ports.log))
    .use(errorResponse(ports.log))
    .handler(async (event) => {
      const found = served.get(`${event.httpMethod} ${event.resource}`);
      if (found === undefined) throw new ChatError("not_found", "No such path");
      return httpAnswer(await answer(ports, found, event));
    });
}

async function answer<Ports extends AccessPorts>(
  ports: Ports,
  { route, operation }: { route: Route; operation: Operation<Ports> },
  event: APIGatewayProxyEvent,
): Promise<Answer> {
  const session = sessionFromContext(event.requestContext.authorizer);
  const params = event.pathParameters ?? {};
  prefetch(ports, { route, session, params });
  const principal = await authenticateFor(ports, route, session);
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

/** Checks and operation ask for these one after the other: they come in one round trip. */
function prefetch(
  ports: AccessPorts,
  { route, session, params }: { route: Route; session: Session | undefined; params: PathParams },
): void {
  if (session?.kind !== "user") return;
  const { locationId, chatId } = params;
  ports.prefetch?.expect({ userId: session.userId, locationId, chatId, ownState: route.readsOwnState });
}

function httpAnswer({ status, headers, body }: Answer): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}
