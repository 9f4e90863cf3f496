import type * as z from "zod";
import { JwksTokenVerifier } from "../gateways/jwt-verifier.ts";
import type { AuthorizerConfig } from "./config.ts";

/** The verifier of the tokens that this stage trusts. */
export function openVerifier(
  config: Omit<z.output<typeof AuthorizerConfig>, "ALLOWED_ORIGINS">,
): JwksTokenVerifier {
  return new JwksTokenVerifier({
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    jwksUri: config.TOKEN_JWKS_URI,
    jwks: config.TOKEN_JWKS,
  });
}
