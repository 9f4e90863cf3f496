// The package's root would also load its verifiers for Cognito and load balancers.
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import * as z from "zod";
import type { TokenVerifier } from "../domain/directory/ports.ts";
import { type Session, sessionFrom } from "../domain/directory/session.ts";
import { ChatError } from "../domain/errors.ts";
import { IssuerKeys } from "./issuer-keys.ts";

/** Tokens count if this issuer signed them, for this audience. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The URL of the issuer's keys; https only. */
  readonly jwksUri: string;
  /** The keys themselves (JSON), if they cannot be fetched over https. */
  readonly jwks?: string | undefined;
}

const Header = z.object({
  /** An access token (RFC 9068), or a JWT that does not say what it is for. */
  typ: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["jwt", "at+jwt", "application/at+jwt"]))
    .optional(),
  /** Extensions that the reader must understand (RFC 7515, section 4.1.11). We understand none. */
  crit: z.never().optional(),
});

/** Verifies signature, header, issuer, audience and times of JWTs (RS256, ES256, EdDSA). */
export class JwksTokenVerifier implements TokenVerifier {
  readonly #verifier: ReturnType<typeof createVerifier>;

  constructor(issuer: TrustedIssuer) {
    this.#verifier = createVerifier(issuer);
  }

  async verify(token: string): Promise<Session | undefined> {
    const claims = isCanonical(token) ? await this.#claimsOf(token) : undefined;
    return claims && sessionFrom(claims);
  }

  /** Keys that cannot be had are our fault. Everything else that fails is the token's. */
  async #claimsOf(token: string) {
    try {
      return await this.#verifier.verify(token);
    } catch (error) {
      if (error instanceof ChatError) throw error;
      return undefined;
    }
  }
}

/** One token has one spelling, so that limits and caches by token cannot be passed by respelling it. */
function isCanonical(token: string): boolean {
  const parts = token.split(".");
  return parts.every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
}

function createVerifier({ issuer, audience, jwksUri, jwks }: TrustedIssuer) {
  const customJwtCheck = ({ header }: { readonly header: unknown }) => {
    Header.parse(header);
  };
  const properties = { issuer, audience, jwksUri, customJwtCheck };
  return JwtVerifier.create(properties, { jwksCache: new IssuerKeys(jwks) });
}
