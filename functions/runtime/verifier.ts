import type * as z from "zod";
import { JwksTokenVerifier } from "../gateways/jwt-verifier.ts";
import type { TokenConfig } from "./config.ts";

/** Verifies tokens of the issuer that this stage trusts. */
export function openVerifier(config: z.output<typeof TokenConfig>): JwksTokenVerifier {
  return new JwksTokenVerifier({
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    jwksUri: config.TOKEN_JWKS_URI,
    jwks: config.TOKEN_JWKS,
  });
}
