import * as z from "zod";

/** The scope of the CRM platform's service tokens: directory writes, and nothing else. */
const DIRECTORY_SCOPE = "directory.write";

/** What a verified token proves, and no more: what its owner may do is the directory's to say. */
export const Session = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("user"),
    userId: z.string(),
    /** Login As (RFC 8693 `act`): who really sits at the keyboard; null in one's own session. */
    actorId: z.string().nullable(),
    /** Epoch seconds. */
    expiresAt: z.number(),
  }),
  z.object({ kind: z.literal("service"), expiresAt: z.number() }),
]);
export type Session = z.infer<typeof Session>;

/** The claims that make a session (RFC 7519, RFC 8693, RFC 9068). */
const Claims = z.object({
  sub: z.string().optional(),
  act: z.object({ sub: z.string() }).optional(),
  scope: z.string().optional(),
  exp: z.number(),
});

/**
 * The session of a verified token; undefined where its claims make none. A session with an actor is
 * always a user's: `act` with the directory's scope opens nothing.
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
