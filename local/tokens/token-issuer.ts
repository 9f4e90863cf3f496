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
import { privateFile } from "../private-files.ts";

/** The issuer and the audience that the authorizer accepts, from its environment. */
export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
}

/** The owner and the rights of a local token. */
interface TokenRequest {
  readonly userId?: string | undefined;
  /** Issues a Login-As token for this user, with `userId` as the actor. */
  readonly actAs?: string | undefined;
  readonly scope?: string | undefined;
  /** In seconds from now. A negative value issues an expired token. */
  readonly expiresInSeconds?: number | undefined;
}

export interface TokenIssuer {
  /** Issues a token as the CRM's identity provider does. */
  issue(request: TokenRequest): Promise<string>;
  /** Signs exactly these claims, and header fields besides, for tests of tokens that must be refused. */
  sign(claims: JWTPayload, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The public keys. */
  readonly jwks: { readonly keys: readonly JWK[] };
}

const algorithm = "ES256";
/** The client that service tokens are issued to, and their subject (RFC 9068). */
const service = "crm-platform";

/** Signs with a key from `file`, so that tokens stay valid after a restart on the same data directory. */
export async function createTokenIssuer(
  file: string,
  { issuer, audience }: TokenConfig,
): Promise<TokenIssuer> {
  const { d: _, ...publicKey } = await loadKey(file);
  const kid = await calculateJwkThumbprint(publicKey);
  const privateKey = await importJWK(await loadKey(file), algorithm);
  const sign: TokenIssuer["sign"] = (claims, header) =>
    new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ: "JWT", ...header }).sign(privateKey);
  return {
    sign,
    jwks: { keys: [{ ...publicKey, kid, alg: algorithm, use: "sig" }] },
    issue: ({ userId, actAs, scope, expiresInSeconds = 3600 }) => {
      const iat = Math.floor(Date.now() / 1000);
      return sign({
        ...(userId === undefined && actAs === undefined && { client_id: service }),
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
    writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: privateFile });
  }
  const key = parseJson(readFileSync(file, "utf8"));
  if (!isObject(key)) throw new Error(`${file}: no key`);
  return key;
}
