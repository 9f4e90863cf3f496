import * as z from "zod";

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

/** The claims that a session is made of (RFC 7519, RFC 8693, RFC 9068). */
const Claims = z.object({
  sub: z.string().optional(),
  act: z.object({ sub: z.string() }).optional(),
  scope: z.string().optional(),
  exp: z.number(),
});

/**
 * The session of a verified token; undefined if its claims are not those of a session. A token with `act` is
 * always a user's, so `act` with the directory's scope gives no service access.
 */
export function sessionFrom(claims: unknown): Session | undefined {
  const parsed = Claims.safeParse(claims);
  if (!parsed.success) return undefined;
  const { sub, act, scope, exp } = parsed.data;
  if (act === undefined && scope?.split(" ").includes(DIRECTORY_SCOPE))
    return { kind: "service", expiresAt: exp };
  if (sub === undefined) return undefined;
  return { kind: "user", userId: sub, actorId: act?.sub ?? null, expiresAt: exp };
}

export function isExpired(session: Session, now: number): boolean {
  return session.expiresAt * 1000 <= now;
}
