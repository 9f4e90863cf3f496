import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import type { Session } from "../../functions/domain/directory/session.ts";
import { contextOf } from "../../functions/middleware/session-context.ts";
import { NOON } from "./fake-clock.ts";

/** A request to a route of the REST API. */
export interface RestCall {
  readonly method: string;
  /** The route's path template. */
  readonly resource: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly session?: Session | undefined;
}

/** An event as API Gateway sends it to a Lambda of the REST API (REST v1, proxy integration). */
export function restEvent(call: RestCall): APIGatewayProxyEvent {
  const authorizer = call.session && contextOf(call.session);
  return {
    resource: call.resource,
    path: call.resource,
    httpMethod: call.method,
    headers: call.headers ?? { "Content-Type": "application/json" },
    multiValueHeaders: {},
    pathParameters: call.params ?? null,
    queryStringParameters: call.query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    body:
      call.body === undefined || typeof call.body === "string"
        ? (call.body ?? null)
        : JSON.stringify(call.body),
    isBase64Encoded: false,
    requestContext: {
      accountId: "0",
      apiId: "api",
      authorizer: Object.fromEntries(
        Object.entries(authorizer ?? {}).map(([name, value]) => [name, String(value)]),
      ),
      protocol: "HTTP/1.1",
      httpMethod: call.method,
      identity: noIdentity,
      path: call.resource,
      stage: "v1",
      requestId: "trace-1",
      requestTimeEpoch: NOON,
      resourceId: "r",
      resourcePath: call.resource,
    },
  };
}

const noIdentity = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: "127.0.0.1",
  user: null,
  userAgent: null,
  userArn: null,
};

export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "f",
  functionVersion: "1",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:0:function:f",
  memoryLimitInMB: "128",
  awsRequestId: "r",
  logGroupName: "g",
  logStreamName: "s",
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

export function userSession(
  userId: string,
  changes: Partial<Extract<Session, { kind: "user" }>> = {},
): Session {
  return { kind: "user", userId, actorId: null, expiresAt: NOON / 1000 + 600, ...changes };
}

export const serviceSession: Session = { kind: "service", expiresAt: NOON / 1000 + 600 };
