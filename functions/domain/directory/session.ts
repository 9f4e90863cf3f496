import * as z from "zod";
import { Id } from "../identifier.ts";

/** The scope of the CRM platform's service tokens, which allow only directory writes. */
const DIRECTORY_SCOPE = "directory.write";

/** The facts that a verified token proves. The directory decides what its owner may do. */
export const Session = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("user"),
    userId: z.string(),
    /** The real actor of a Login-As session (RFC 8693 `act`); otherwise null. */
    actorId: z.string().nullable(),
    /** Epoch seconds. */
    expiresAt: z.number(),
  }),
  z.object({ kind: z.literal("service"), expiresAt: z.number() }),
]);
export type Session = z.infer<typeof Session>;

/** Epoch seconds of the year 10000, which ISO 8601 cannot write in four digits. */
const YEAR_10000 = Date.UTC(10_000, 0) / 1000;

/** Keycloak's `typ` of tokens that give no access. */
const OTHER_TYPES: ReadonlySet<string> = new Set(["id", "refresh", "offline", "logout"]);

/** A claim that other issuers may use for something else; a value of another kind says nothing. */
const optionalName = z.string().min(1).optional().catch(undefined);

/** The claims that a session is made of (RFC 7519, RFC 8693, RFC 9068). */
const Claims = z.object({
  sub: z.string().min(1).optional(),
  act: z.object({ sub: Id }).optional(),
  scope: z.string().optional(),
  client_id: optionalName,
  /** The client, at issuers that do not write `client_id`. */
  azp: optionalName,
  exp: z.number().lt(YEAR_10000),
});

/**
 * Refuses ID tokens. Keycloak's `typ`, Cognito's `token_use`, and the hash of the access token or code that it
 * came with (OpenID Connect Core 3.1.3.6, 3.3.2.11) show that a token is one. `nonce` does not: before
 * version 25, Keycloak wrote it into access tokens, too.
 */
const AccessClaims = z.object({
  typ: optionalName.refine((type) => !OTHER_TYPES.has(type?.toLowerCase() ?? "")),
  token_use: z.literal("access").optional(),
  at_hash: z.never().optional(),
  c_hash: z.never().optional(),
});

/**
 * The session of a verified token; undefined if its claims are not those of a session. A token is a service's
 * only if nobody acts in it and its subject, if there is one, is its own client. Every other token is a user's,
 * whatever its scope.
 */
export function sessionFrom(claims: unknown): Session | undefined {
  const parsed = Claims.safeParse(claims);
  if (!parsed.success || !AccessClaims.safeParse(claims).success) return undefined;
  const { sub, act, scope, exp } = parsed.data;
  const mayWrite = scope?.split(" ").includes(DIRECTORY_SCOPE) === true;
  if (act === undefined && mayWrite && isOwnClient(parsed.data)) return { kind: "service", expiresAt: exp };
  const userId = Id.safeParse(sub);
  if (!userId.success) return undefined;
  return { kind: "user", userId: userId.data, actorId: act?.sub ?? null, expiresAt: exp };
}

/** True if the token has no subject, or its subject is its own client (RFC 9068; Auth0 adds `@clients`). */
function isOwnClient({ sub, client_id, azp }: z.infer<typeof Claims>): boolean {
  if (sub === undefined || sub === client_id) return true;
  return azp !== undefined && (sub === azp || sub === `${azp}@clients`);
}

export function isExpired(session: Session, now: number): boolean {
  return session.expiresAt * 1000 <= now;
}
