import {
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
// Not from the package's root: that brings its verifiers for Cognito and load balancers along.
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import type { TokenVerifier } from "../domain/directory/ports.ts";
import { type Session, sessionFrom } from "../domain/directory/session.ts";

/** Which tokens count: signed with the issuer's keys, and meant for us. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  /** Where the keys are, over https; fetched once, and again when a token names a key not known yet. */
  readonly jwksUri: string;
  /** The keys themselves (JSON), where they cannot be fetched over https. */
  readonly jwks?: string | undefined;
}

/** What a bad token causes. Anything else, such as keys that cannot be fetched, is our own failure. */
const TOKENS_FAULT = [
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

  constructor(trust: Trust) {
    this.#verifier = createVerifier(trust);
  }

  async verify(token: string): Promise<Session | undefined> {
    try {
      return sessionFrom(await this.#verifier.verify(token));
    } catch (error) {
      if (TOKENS_FAULT.some((kind) => error instanceof kind)) return undefined;
      throw error;
    }
  }
}

function createVerifier({ issuer, audience, jwksUri, jwks }: Trust) {
  if (jwks === undefined) return JwtVerifier.create({ issuer, audience, jwksUri });
  const bytes = new TextEncoder().encode(jwks);
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: async () => bytes.buffer } });
  return JwtVerifier.create({ issuer, audience, jwksUri }, { jwksCache });
}
