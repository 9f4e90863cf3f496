import { once } from "node:events";
import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** A network between a client and a server on this machine, which breaks when it is told to. */
export class FlakyNetwork {
  readonly #server: Server;
  readonly #lines = new Set<Socket>();
  #isDown = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param url where the server is */
  static async to(url: string): Promise<FlakyNetwork> {
    const port = Number(new URL(url).port);
    const server = createServer((near) => network.#join(near, port));
    const network = new FlakyNetwork(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return network;
  }

  /** The server's address through this network. */
  get host(): string {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? `127.0.0.1:${address.port}` : "";
  }

  /** Breaks every connection there is. */
  cut(): void {
    for (const line of this.#lines) line.destroy();
  }

  /** Breaks every connection, and lets none through until it is up again. */
  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket, port: number): void {
    if (this.#isDown) {
      near.destroy();
      return;
    }
    const far = dial(port, "127.0.0.1");
    for (const [line, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#lines.add(line);
      line.on("error", () => undefined);
      line.on("close", () => {
        this.#lines.delete(line);
        other.destroy();
      });
      line.pipe(other);
    }
  }
}
