import {
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
// The package's root would also load its verifiers for Cognito and load balancers.
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import type { TokenVerifier } from "../domain/directory/ports.ts";
import { type Session, sessionFrom } from "../domain/directory/session.ts";

/** Tokens count if this issuer signed them, for this audience. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys, over https. Read once, and again when a token names an unknown key. */
  readonly jwksUri: string;
  /** The keys themselves (JSON), if they cannot be fetched over https. */
  readonly jwks?: string | undefined;
}

/** Errors that a bad token causes. Any other, such as keys that cannot be fetched, is our own failure. */
const BAD_TOKEN = [
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
];

/** Verifies signature, issuer, audience and expiry of JWTs (RS256, ES256, EdDSA). */
export class JwksTokenVerifier implements TokenVerifier {
  readonly #verifier: ReturnType<typeof createVerifier>;

  constructor(issuer: TrustedIssuer) {
    this.#verifier = createVerifier(issuer);
  }

  async verify(token: string): Promise<Session | undefined> {
    try {
      return sessionFrom(await this.#verifier.verify(token));
    } catch (error) {
      if (BAD_TOKEN.some((kind) => error instanceof kind)) return undefined;
      throw error;
    }
  }
}

function createVerifier({ issuer, audience, jwksUri, jwks }: TrustedIssuer) {
  if (jwks === undefined) return JwtVerifier.create({ issuer, audience, jwksUri });
  const bytes = new TextEncoder().encode(jwks);
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: async () => bytes.buffer } });
  return JwtVerifier.create({ issuer, audience, jwksUri }, { jwksCache });
}
