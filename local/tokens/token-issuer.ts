import { existsSync, readFileSync, writeFileSync } from "node:fs";
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import { isObject, parseJson } from "../json.ts";

/** Whom the authorizer trusts: the values in its environment. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
}

/** Who a dev token is for. */
interface TokenRequest {
  readonly userId?: string | undefined;
  /** Makes a Login-As token of this user, with `userId` as the actor. */
  readonly actAs?: string | undefined;
  readonly scope?: string | undefined;
  /** Seconds from now; negative for a token that has expired. */
  readonly expiresInSeconds?: number | undefined;
}

export interface TokenIssuer {
  /** A token as the CRM's identity provider would issue it. */
  issue(request: TokenRequest): Promise<string>;
  /** Signs any claims, for tests of what must be refused; nothing is added. */
  sign(claims: JWTPayload): Promise<string>;
  /** The public keys. */
  readonly jwks: { readonly keys: readonly JWK[] };
}

const algorithm = "ES256";
/** `sub` of service tokens. */
const service = "crm-platform";

/** Signs with a key kept in `file`, so that tokens outlive a restart on the same data directory. */
export async function createTokenIssuer(file: string, { issuer, audience }: Trust): Promise<TokenIssuer> {
  const { d: _, ...publicKey } = await loadKey(file);
  const kid = await calculateJwkThumbprint(publicKey);
  const privateKey = await importJWK(await loadKey(file), algorithm);
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ: "JWT" }).sign(privateKey);
  return {
    sign,
    jwks: { keys: [{ ...publicKey, kid, alg: algorithm, use: "sig" }] },
    issue: ({ userId, actAs, scope, expiresInSeconds = 3600 }) => {
      const iat = Math.floor(Date.now() / 1000);
      return sign({
        sub: actAs ?? userId ?? service,
        ...(actAs !== undefined && { act: { sub: userId } }),
        ...(scope !== undefined && { scope }),
        iss: issuer,
        aud: audience,
        iat,
        exp: iat + expiresInSeconds,
      });
    },
  };
}

async function loadKey(file: string): Promise<JWK> {
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  const key = parseJson(readFileSync(file, "utf8"));
  if (!isObject(key)) throw new Error(`${file}: no key`);
  return key;
}
