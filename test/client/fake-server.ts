import type { WebSocketLike } from "../../client/protocol.ts";
import type { Entry } from "../../functions/domain/log/entry.ts";
import type { ServerEvent } from "../../functions/domain/server-events.ts";
import type { FakeClock } from "./fake-clock.ts";
import { FakeLog } from "./fake-log.ts";

/** What goes wrong with one push, frame or request. */
export type Fault = "none" | "lost" | "duplicated" | "late" | "cut" | "failed" | "unanswered" | "binary";

/** A socket, seen from the server. */
export interface FakeSocket extends WebSocketLike {
  readonly token: string;
  push(frame: object): void;
  /** Sends a binary frame. */
  pushBinary(data: object): void;
  cut(): void;
}

/** The state behind both APIs, for the user ana. A test decides which pushes, frames and requests fail. */
export class FakeServer {
  readonly logs = new Map<string, FakeLog>();
  /** Open sockets. */
  readonly sockets = new Set<FakeSocket>();
  /** The JSON of each received frame, and the method and path of each REST request. */
  readonly received: string[] = [];
  readonly clock: FakeClock;
  /** Returns the fault of the next push, frame or request. */
  nextFault: () => Fault = () => "none";
  isDown = false;
  /** The only accepted token. Undefined accepts any. */
  validToken: string | undefined;
  /** Status and code of all answers, if set. */
  refusal: { readonly statusCode: number; readonly code: string } | undefined;

  /** Returns the fields of the `error` that answers a frame; undefined for an ack. */
  errorOf: (action: string) => object | undefined = () => undefined;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  /** Creates a chat of ana and ben, and pushes it. */
  addChat(chatId: string): FakeLog {
    const log = new FakeLog(chatId);
    this.logs.set(chatId, log);
    this.push({ type: "chat", chat: log.view() });
    this.pushAll(log.entries);
    return log;
  }

  log(chatId: string): FakeLog {
    const log = this.logs.get(chatId);
    if (log === undefined) throw new Error(`no chat ${chatId}`);
    return log;
  }

  /** Appends a message and pushes it, except to the socket that sent it. */
  append(userId: string, chatId: string, body: string, by?: { key: string; socket?: FakeSocket }): Entry {
    const { key = `${userId}${body}`, socket } = by ?? {};
    const { entry, isNew } = this.log(chatId).append(userId, { clientMessageId: key, body });
    if (isNew) this.push({ type: "entry", entry }, socket);
    return entry;
  }

  pushAll(entries: readonly Entry[]): void {
    for (const entry of entries) this.push({ type: "entry", entry });
  }

  push(event: ServerEvent, except?: FakeSocket): void {
    for (const socket of this.sockets) {
      if (socket === except) continue;
      const fault = this.nextFault();
      if (fault === "binary") socket.pushBinary(new ArrayBuffer(1));
      if (fault === "lost" || fault === "binary") continue;
      if (fault === "late") this.clock.after(400, () => socket.push(event));
      else socket.push(event);
      if (fault === "duplicated") socket.push(event);
      if (fault === "cut") socket.cut();
    }
  }

  pushBinary(data: object): void {
    for (const socket of [...this.sockets]) socket.pushBinary(data);
  }

  /** Closes all sockets. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.cut();
  }
}
