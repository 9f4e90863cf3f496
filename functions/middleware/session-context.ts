import * as z from "zod";
import type { Session } from "../domain/directory/session.ts";

/**
 * The session as API Gateway carries it from the authorizer to the handlers: flat, and on the REST API
 * every value becomes a string.
 */
const Context = z.object({
  kind: z.enum(["user", "service"]),
  userId: z.string().default(""),
  actorId: z.string().optional(),
  expiresAt: z.coerce.number(),
});

export function contextOf(session: Session): Record<string, string | number> {
  const { kind, expiresAt } = session;
  if (kind === "service") return { kind, expiresAt };
  return {
    kind,
    expiresAt,
    userId: session.userId,
    ...(session.actorId !== null && { actorId: session.actorId }),
  };
}

/** Undefined where the context is not our authorizer's. */
export function sessionFromContext(context: unknown): Session | undefined {
  const parsed = Context.safeParse(context);
  if (!parsed.success) return undefined;
  const { kind, userId, actorId, expiresAt } = parsed.data;
  return kind === "service" ? { kind, expiresAt } : { kind, userId, actorId: actorId ?? null, expiresAt };
}
