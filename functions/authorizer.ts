import { authorizerHandler } from "./authorizer/authorize.ts";
import { AuthorizerConfig, loadConfig } from "./runtime/config.ts";
import { createLog } from "./runtime/logger.ts";
import { openVerifier } from "./runtime/verifier.ts";

/** Verifies tokens for the REST and the WebSocket API. */
const config = loadConfig(AuthorizerConfig);

export const handler = authorizerHandler({
  verifier: openVerifier(config),
  allowedOrigins: config.ALLOWED_ORIGINS,
  log: createLog(),
});
