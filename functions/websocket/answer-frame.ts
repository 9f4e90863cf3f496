import type { ByeCode } from "../domain/connections/close-connections.ts";
import type { ConnectionStore } from "../domain/connections/ports.ts";
import { requireSession } from "../domain/directory/access.ts";
import { isExpired, type Session } from "../domain/directory/session.ts";
import type { ErrorCode } from "../domain/errors.ts";
import { ChatError } from "../domain/errors.ts";
import type { ErrorFrame } from "../domain/server-events.ts";
import { parseJson } from "../middleware/json.ts";
import { parse } from "../middleware/parse.ts";
import { type ActionPorts, actionHandlers } from "./actions.ts";
import { type AdmittedSocket, admitSocket } from "./admit-socket.ts";
import { errorFrame } from "./error-frame.ts";
import { Addressed, Envelope } from "./frames.ts";
import type { Socket } from "./socket-event.ts";

type Ack = { readonly type: "ack"; readonly requestId: string } & object;

export type Answered =
  | { readonly frame: Ack | ErrorFrame; readonly bye?: undefined }
  /** After this answer the connection must close. */
  | { readonly frame: ErrorFrame; readonly bye: ByeCode };

export type FramePorts = ActionPorts & { readonly connections: Pick<ConnectionStore, "expiryOf"> };

/** Answers one frame with one frame: an ack, or an error. Never throws. */
export async function answerFrame(ports: FramePorts, socket: Socket, text: string): Promise<Answered> {
  const { requestId, ...received } = receive(text);
  let session: Session | undefined;
  let admitted: AdmittedSocket | undefined;
  try {
    session = await currentSession(ports, socket);
    await spendFrame(ports, session, socket);
    if ("broken" in received) throw received.broken;
    const { frame } = received;
    const { action, chatId } = parse(Envelope, frame);
    const { prefetch: chatItems = [], run } = actionHandlers[action];
    const { locationId, connectionId, connectedAt } = socket;
    admitted = await admitSocket(ports, { session, locationId }, { chatId, chatItems });
    const { userId, actor } = admitted.caller;
    const connection = { locationId, userId, actorId: actor?.userId ?? null, connectionId };
    const result = await run(ports, { ...admitted, frame, session, connection, connectedAt });
    return { frame: { type: "ack", requestId: requestId ?? "", ...result } };
  } catch (error) {
    const frame = errorFrame(ports.log, { error, requestId, socket });
    const bye = session && !admitted ? byeFor(error, session, ports.clock.now()) : undefined;
    return bye === undefined ? { frame } : { frame, bye };
  }
}

/** Counts every frame, before anything is read for it. */
async function spendFrame(
  { limiter }: FramePorts,
  session: Session,
  { locationId, connectionId }: Socket,
): Promise<void> {
  if (session.kind === "user") {
    await limiter.spend("frame", { userId: session.userId, locationId, connectionId });
  }
}

type Received = { readonly requestId: string | null } & (
  | { readonly frame: unknown }
  | { readonly broken: unknown }
);

/** Keeps the error of a broken frame until its session is known: after expiry the frame is the last. */
function receive(text: string): Received {
  try {
    const frame = parseJson(text);
    return { frame, requestId: Addressed.safeParse(frame).data?.requestId ?? null };
  } catch (broken) {
    return { broken, requestId: null };
  }
}

/** The session of the handshake, with the expiry that `auth` may have given it since. */
async function currentSession({ clock, connections }: FramePorts, socket: Socket): Promise<Session> {
  const { session, locationId, connectionId } = socket;
  requireSession(session);
  if (session.kind === "service" || !isExpired(session, clock.now())) return session;
  const { userId, actorId } = session;
  const expiresAt = await connections.expiryOf({ locationId, userId, actorId, connectionId });
  return { ...session, expiresAt: expiresAt ?? session.expiresAt };
}

/** The reason to close the connection: its token expired, or its user lost access to the location. */
function byeFor(error: unknown, session: Session, now: number): ByeCode | undefined {
  if (isExpired(session, now)) return "token_expired";
  return error instanceof ChatError && LOST.has(error.code) ? "access_lost" : undefined;
}

const LOST: ReadonlySet<ErrorCode> = new Set([
  "unauthenticated",
  "not_in_location",
  "conversations_disabled",
]);
