import { setTimeout } from "node:timers/promises";
import type { Fetch, WebSocketConstructor } from "../../client/protocol.ts";

/** A port that no server listens on. */
const unreachable = "ws://127.0.0.1:9";

/** The network of one device, which can be switched off. */
export class Network {
  readonly #open = new Set<WebSocket>();
  isOn = true;

  readonly fetch: Fetch = async (url, init) => {
    if (!this.isOn) throw new TypeError("offline");
    const response = await fetch(url, init);
    if (!this.isOn) throw new TypeError("offline before the answer");
    return response;
  };

  readonly WebSocket: WebSocketConstructor;

  constructor() {
    const track = (socket: WebSocket) => this.#track(socket);
    const isOn = () => this.isOn;
    this.WebSocket = class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(isOn() ? url : unreachable, protocols);
        track(this);
      }
    };
  }

  off(): void {
    this.isOn = false;
    for (const socket of this.#open) socket.close();
  }

  on(): void {
    this.isOn = true;
  }

  async onAfter(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { ref: false });
    this.on();
  }

  #track(socket: WebSocket): void {
    this.#open.add(socket);
    socket.addEventListener("close", () => this.#open.delete(socket));
  }
}
