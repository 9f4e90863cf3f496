import { createPublicKey } from "node:crypto";
import { assertIsSignatureJwk, isJwk, type Jwk, type Jwks, SimpleJwksCache } from "aws-jwt-verify/jwk";
import { isJsonObject, safeJsonParse } from "aws-jwt-verify/safe-json-parse";
import { ChatError } from "../domain/errors.ts";

/** The issuer's keys: fetched once, and again when a token names a key not known yet. */
export class IssuerKeys extends SimpleJwksCache {
  /** @param jwks the keys themselves (JSON), if they cannot be fetched over https */
  constructor(jwks: string | undefined) {
    const bytes = jwks === undefined ? undefined : new TextEncoder().encode(jwks);
    super({
      jwksParser: usableKeys,
      ...(bytes && { fetcher: { fetch: async () => bytes.buffer } }),
    });
  }

  /** @throws ChatError `unavailable`: the keys cannot be fetched, or none of them can be used */
  override async getJwks(uri: string): Promise<Jwks> {
    try {
      return await super.getJwks(uri);
    } catch (cause) {
      throw new ChatError("unavailable", "The keys of tokens cannot be had", { cause });
    }
  }
}

/** One key that cannot be used must not withhold the others: it is ignored (RFC 7517, section 5). */
function usableKeys(bytes: ArrayBuffer): Jwks {
  const set = safeJsonParse(new TextDecoder("utf8", { fatal: true }).decode(bytes));
  if (!isJsonObject(set) || !Array.isArray(set.keys)) throw new Error("This is no JWK set");
  const keys = set.keys.filter(isJwk).filter(isUsable);
  if (keys.length === 0) throw new Error("The issuer publishes no key that signatures can be verified with");
  return { keys };
}

function isUsable(jwk: Jwk): boolean {
  try {
    assertIsSignatureJwk(jwk);
    createPublicKey({ key: jwk, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}
