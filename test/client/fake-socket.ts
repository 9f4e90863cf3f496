import * as z from "zod";
import type { WebSocketConstructor } from "../../client/protocol.ts";
import type { FakeServer, FakeSocket } from "./fake-server.ts";

const Frame = z.looseObject({
  action: z.string(),
  requestId: z.string(),
  chatId: z.string().default(""),
  clientMessageId: z.string().default(""),
  body: z.string().default(""),
  chats: z.record(z.string(), z.number()).default({}),
});
type Frame = z.infer<typeof Frame>;

/** A `WebSocket` that is connected to the fake server. */
export function fakeWebSocket(server: FakeServer): WebSocketConstructor {
  return class implements FakeSocket {
    readonly #listeners: { readonly type: string; readonly notify: (event: unknown) => void }[] = [];
    readonly token: string;

    constructor(_url: string, protocols: string[]) {
      this.token = (protocols[1] ?? "").replace("bearer.", "");
      queueMicrotask(() => this.#open());
    }

    addEventListener(type: string, notify: (event: unknown) => void): void {
      this.#listeners.push({ type, notify });
    }

    #dispatch(type: string, event: object = {}): void {
      for (const listener of this.#listeners) if (listener.type === type) listener.notify(event);
    }

    #open(): void {
      const isValid = server.validToken === undefined || server.validToken === this.token;
      const isOpen = !server.isDown && server.refusal === undefined && isValid;
      if (isOpen) server.sockets.add(this);
      this.#dispatch(isOpen ? "open" : "error");
    }

    push(frame: object): void {
      if (server.sockets.has(this)) this.#dispatch("message", { data: JSON.stringify(frame) });
    }

    pushBinary(data: object): void {
      if (server.sockets.has(this)) this.#dispatch("message", { data });
    }

    cut(): void {
      if (server.sockets.delete(this)) this.#dispatch("close");
    }

    close(): void {
      this.cut();
    }

    send(text: string): void {
      server.received.push(text);
      const frame = Frame.parse(JSON.parse(text));
      const fault = server.nextFault();
      if (fault === "cut") this.cut();
      if (fault === "cut" || fault === "lost") return;
      const error = server.errorOf(frame.action);
      const answered = error ? { type: "error", ...error } : { type: "ack", ...answer(server, this, frame) };
      if (fault === "unanswered") return;
      const reply = fault === "failed" ? { message: "Internal server error" } : answered;
      queueMicrotask(() => {
        if (fault === "binary") this.pushBinary(new Blob([JSON.stringify(reply)]));
        else this.push({ requestId: frame.requestId, ...reply });
      });
    }
  };
}

function answer(server: FakeServer, socket: FakeSocket, frame: Frame): object {
  if (frame.action === "send") {
    const by = { key: frame.clientMessageId, socket };
    return { entry: server.append("ana", frame.chatId, frame.body, by) };
  }
  if (frame.action !== "sync") return {};
  const synced = Object.entries(frame.chats).map(([id, seen]) => [id, server.log(id).after(seen, 3)]);
  return { chats: Object.fromEntries(synced) };
}
