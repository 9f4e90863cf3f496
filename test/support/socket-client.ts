import { once } from "node:events";
import WebSocket from "ws";
import * as z from "zod";
import { checkFrame } from "./frame-contract.ts";
import type { TestCloud } from "./local-cloud.ts";

const Frame = z.looseObject({ type: z.string(), requestId: z.string().nullish() });
export type Frame = z.infer<typeof Frame>;

const Asked = z.looseObject({ action: z.string(), requestId: z.string() });

function jsonIn(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

/**
 * A WebSocket client that keeps what it gets, and waits for what is to come. A frame that the AsyncAPI document does
 * not describe fails the run.
 */
export class SocketClient {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  /** Actions by the `requestId` under which they were asked for. */
  readonly #asked = new Map<string, string>();
  #requests = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const frame = Frame.parse(JSON.parse(data.toString()));
      checkFrame(frame, this.#asked.get(frame.requestId ?? ""));
      this.frames.push(frame);
      for (const look of this.#waiting) look();
    });
  }

  /** Frames of one type, in the order in which they came. */
  of(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** The first frame for which the test holds, come already or still to come. */
  async next(matches: (frame: Frame) => boolean): Promise<Frame> {
    return this.until(() => this.frames.find(matches));
  }

  /** What `find` finds, as soon as it finds something. */
  until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Says something and returns the answer to it. */
  async ask(action: string, fields: object = {}): Promise<Frame> {
    this.#requests += 1;
    const requestId = `r${this.#requests}`;
    this.send({ action, requestId, ...fields });
    return this.next((frame) => frame.requestId === requestId);
  }

  /** Text or bytes go as they are, all else as JSON. */
  send(frame: unknown): void {
    const text = typeof frame === "string" || frame instanceof Buffer ? frame : JSON.stringify(frame);
    this.#remember(text);
    this.#socket.send(text);
  }

  #remember(text: string | Buffer): void {
    const asked = Asked.safeParse(jsonIn(text));
    if (asked.success) this.#asked.set(asked.data.requestId, asked.data.action);
  }

  /** The code with which the server closes. */
  async closeCode(): Promise<number> {
    const [code] = await once(this.#socket, "close");
    return Number(code);
  }

  async close(): Promise<void> {
    const closed = this.closeCode();
    this.#socket.close();
    await closed;
  }

  /** Ends without a word, as a phone in a tunnel does. */
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

/** A live socket of one of the demo people. */
export async function connectAs(cloud: TestCloud, userId: string): Promise<SocketClient> {
  return connectWith(cloud, await cloud.issuer.issue({ userId }));
}

/** A live socket with a token. */
export async function connectWith(cloud: TestCloud, token: string): Promise<SocketClient> {
  const socket = open(cloud, { token });
  const client = new SocketClient(socket);
  await once(socket, "open");
  if (socket.protocol !== "internal-chat.v1") throw new Error(`subprotocol ${socket.protocol}`);
  return client;
}

/** The status with which a handshake is refused; 101 where it is not. */
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
