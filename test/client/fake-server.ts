import type { Entry } from "../../functions/domain/log/entry.ts";
import type { ServerEvent } from "../../functions/domain/server-events.ts";
import type { FakeClock } from "./fake-clock.ts";
import { fakeFetch } from "./fake-fetch.ts";
import { FakeLog } from "./fake-log.ts";
import { type FakeSocket, fakeWebSocket } from "./fake-socket.ts";

/** What goes wrong with one push, frame or request. */
export type Fault = "none" | "lost" | "doubled" | "late" | "cut" | "faltered" | "unanswered";

/** Both APIs as ana meets them, in memory, on a network that breaks as a test decides. */
export class FakeServer {
  readonly logs = new Map<string, FakeLog>();
  readonly sockets = new Set<FakeSocket>();
  /** Bodies of all frames that came, and lines of all requests. */
  readonly heard: string[] = [];
  readonly clock: FakeClock;
  readonly fetch = fakeFetch(this);
  readonly WebSocket = fakeWebSocket(this);
  /** Decides what goes wrong next. */
  nextFault: () => Fault = () => "none";
  isDown = false;
  /** A token that counts; any does where there is none. */
  validToken: string | undefined;
  /** Status and code of all answers, where access is lost. */
  refusal: { readonly statusCode: number; readonly code: string } | undefined;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  /** A chat of ana and ben; she hears of it when she is connected. */
  start(chatId: string): FakeLog {
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

  /** Somebody posts; `by` is the socket it came by, which gets no event. */
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
      if (fault === "lost") continue;
      if (fault === "late") this.clock.after(400, () => socket.deliver(event));
      else socket.deliver(event);
      if (fault === "doubled") socket.deliver(event);
      if (fault === "cut") socket.cut();
    }
  }

  cut(): void {
    for (const socket of [...this.sockets]) socket.cut();
  }
}
