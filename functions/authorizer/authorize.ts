import type { APIGatewayAuthorizerResult } from "aws-lambda";
import type { TokenVerifier } from "../domain/directory/ports.ts";
import { asError } from "../domain/errors.ts";
import type { Log } from "../domain/ports.ts";
import { originMatcher } from "../middleware/origins.ts";
import { contextOf } from "../middleware/session-context.ts";
import { AuthorizerEvent, originIn, tokenIn } from "./token.ts";

/** API Gateway turns this very message into a 401, and any other into a 500. */
const UNAUTHORIZED = "Unauthorized";

interface AuthorizerPorts {
  readonly verifier: TokenVerifier;
  readonly log: Log;
  /** Origins of the browser pages that may open a socket, as in `Origins`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Verifies the token, for both APIs. It allows the whole API, as the answer is cached per token; each handler
 * asks the directory what its owner may do. A page of a foreign origin gets no socket (403), as no browser keeps
 * pages from opening one. Clients other than browsers send no origin.
 */
export function authorizerHandler({ verifier, log, allowedOrigins }: AuthorizerPorts) {
  const isAllowed = originMatcher(allowedOrigins);
  return async (input: unknown): Promise<APIGatewayAuthorizerResult> => {
    const event = AuthorizerEvent.parse(input);
    const token = tokenIn(event);
    const session = token === undefined ? undefined : await verified(verifier, token, log);
    if (session === undefined) throw new Error(UNAUTHORIZED);
    const origin = originIn(event);
    const effect = origin === undefined || isAllowed(origin) ? "Allow" : "Deny";
    const locationId = event.type === "REQUEST" ? event.queryStringParameters?.locationId : undefined;
    return {
      principalId: session.kind === "user" ? session.userId : session.kind,
      policyDocument: onWholeApi(effect, event.methodArn),
      context: { ...contextOf(session), ...(locationId !== undefined && { locationId }) },
    };
  };
}

async function verified(verifier: TokenVerifier, token: string, log: Log) {
  try {
    return await verifier.verify(token);
  } catch (error) {
    log.error("token not verified", { cause: asError(error) });
    throw error;
  }
}

/** `arn:…:{api}/{stage}/…` with everything behind the stage. */
function onWholeApi(
  effect: "Allow" | "Deny",
  methodArn: string,
): APIGatewayAuthorizerResult["policyDocument"] {
  const [api, stage] = methodArn.split("/");
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` }],
  };
}
