import { once } from "node:events";
import WebSocket from "ws";
import * as z from "zod";
import { checkFrame } from "./frame-contract.ts";
import type { TestCloud } from "./local-cloud.ts";

const Frame = z.looseObject({ type: z.string(), requestId: z.string().nullish() });
export type Frame = z.infer<typeof Frame>;

const Request = z.looseObject({ action: z.string(), requestId: z.string() });

function jsonIn(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

/**
 * A WebSocket client that keeps the frames it receives, and waits for later ones. A frame that the AsyncAPI document
 * does not describe fails the test run.
 */
export class SocketClient {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  readonly #waiters = new Set<() => void>();
  /** The action of each request, by its `requestId`. */
  readonly #actions = new Map<string, string>();
  #requests = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const frame = Frame.parse(JSON.parse(data.toString()));
      checkFrame(frame, this.#actions.get(frame.requestId ?? ""));
      this.frames.push(frame);
      for (const check of this.#waiters) check();
    });
  }

  /** The received frames of one type, in order. */
  of(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** The first frame that matches, received already or later. */
  async next(matches: (frame: Frame) => boolean): Promise<Frame> {
    return this.until(() => this.frames.find(matches));
  }

  /** The result of `find` as soon as it has one; it runs again after each frame. */
  until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve) => {
      const check = () => {
        const found = find();
        if (found === undefined) return;
        this.#waiters.delete(check);
        resolve(found);
      };
      this.#waiters.add(check);
      check();
    });
  }

  /** Sends a frame and returns the answer to it. */
  async ask(action: string, fields: object = {}): Promise<Frame> {
    this.#requests += 1;
    const requestId = `r${this.#requests}`;
    this.send({ action, requestId, ...fields });
    return this.next((frame) => frame.requestId === requestId);
  }

  /** Sends text and bytes as they are, and anything else as JSON. */
  send(frame: unknown): void {
    const text = typeof frame === "string" || frame instanceof Buffer ? frame : JSON.stringify(frame);
    this.#remember(text);
    this.#socket.send(text);
  }

  #remember(text: string | Buffer): void {
    const request = Request.safeParse(jsonIn(text));
    if (request.success) this.#actions.set(request.data.requestId, request.data.action);
  }

  /** The code of the server's close. */
  async closeCode(): Promise<number> {
    const [code] = await once(this.#socket, "close");
    return Number(code);
  }

  async close(): Promise<void> {
    const closed = this.closeCode();
    this.#socket.close();
    await closed;
  }

  /** Drops the connection without a close frame, as a phone in a tunnel does. */
  vanish(): void {
    this.#socket.terminate();
  }
}

export interface Handshake {
  readonly token?: string;
  readonly locationId?: string | undefined;
  readonly protocols?: string[];
}

function open(cloud: TestCloud, { token, locationId = "loc-main", protocols }: Handshake): WebSocket {
  const offered = protocols ?? ["internal-chat.v1", `bearer.${token}`];
  return new WebSocket(`${cloud.webSocketUrl}?locationId=${encodeURIComponent(locationId)}`, offered);
}

/** Opens a WebSocket as one of the demo users. */
export async function connectAs(cloud: TestCloud, userId: string): Promise<SocketClient> {
  return connectWith(cloud, await cloud.issuer.issue({ userId }));
}

/** Opens a WebSocket with a token. */
export async function connectWith(cloud: TestCloud, token: string): Promise<SocketClient> {
  const socket = open(cloud, { token });
  const client = new SocketClient(socket);
  await once(socket, "open");
  if (socket.protocol !== "internal-chat.v1") throw new Error(`subprotocol ${socket.protocol}`);
  return client;
}

/** The status of a handshake: 101 where it succeeds. */
export async function handshakeStatus(cloud: TestCloud, handshake: Handshake): Promise<number> {
  const socket = open(cloud, handshake);
  return new Promise((resolve, reject) => {
    socket.once("open", () => {
      socket.close();
      resolve(101);
    });
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.once("error", reject);
  });
}
