import * as z from "zod";
import type { WebSocketConstructor, WebSocketLike } from "../../client/protocol.ts";
import type { FakeServer } from "./fake-server.ts";

export interface FakeSocket extends WebSocketLike {
  readonly token: string;
  deliver(frame: object): void;
  cut(): void;
}

const Frame = z.looseObject({
  action: z.string(),
  requestId: z.string(),
  chatId: z.string().default(""),
  clientMessageId: z.string().default(""),
  body: z.string().default(""),
  chats: z.record(z.string(), z.number()).default({}),
});
type Frame = z.infer<typeof Frame>;

/** The platform's WebSocket, whose other end is the fake server. */
export function fakeWebSocket(server: FakeServer): WebSocketConstructor {
  return class implements FakeSocket {
    readonly #listeners: { readonly type: string; readonly tell: (event: unknown) => void }[] = [];
    readonly token: string;

    constructor(_url: string, protocols: string[]) {
      this.token = (protocols[1] ?? "").replace("bearer.", "");
      queueMicrotask(() => this.#open());
    }

    addEventListener(type: string, tell: (event: unknown) => void): void {
      this.#listeners.push({ type, tell });
    }

    #tell(type: string, event: object = {}): void {
      for (const listener of this.#listeners) if (listener.type === type) listener.tell(event);
    }

    #open(): void {
      const isValid = server.validToken === undefined || server.validToken === this.token;
      const isOpen = !server.isDown && server.refusal === undefined && isValid;
      if (isOpen) server.sockets.add(this);
      this.#tell(isOpen ? "open" : "error");
    }

    deliver(frame: object): void {
      if (server.sockets.has(this)) this.#tell("message", { data: JSON.stringify(frame) });
    }

    cut(): void {
      if (server.sockets.delete(this)) this.#tell("close");
    }

    close(): void {
      this.cut();
    }

    send(text: string): void {
      server.heard.push(text);
      const frame = Frame.parse(JSON.parse(text));
      const fault = server.nextFault();
      if (fault === "cut") this.cut();
      if (fault === "cut" || fault === "lost") return;
      const ack = answer(server, this, frame);
      if (fault === "unanswered") return;
      const reply = fault === "faltered" ? { message: "Internal server error" } : { type: "ack", ...ack };
      queueMicrotask(() => this.deliver({ requestId: frame.requestId, ...reply }));
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
