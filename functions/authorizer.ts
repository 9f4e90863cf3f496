import { authorizerHandler } from "./authorizer/authorize.ts";
import { JwksTokenVerifier } from "./gateways/jwt-verifier.ts";
import { AuthorizerConfig, loadConfig } from "./runtime/config.ts";
import { createLog } from "./runtime/logger.ts";

/** Verifies tokens for the REST and the WebSocket API. */
const config = loadConfig(AuthorizerConfig);

export const handler = authorizerHandler({
  verifier: new JwksTokenVerifier({
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    jwksUri: config.TOKEN_JWKS_URI,
    jwks: config.TOKEN_JWKS,
  }),
  log: createLog(),
});
