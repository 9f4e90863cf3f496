import { connect, type Socket } from "node:net";
import { type HttpTextResponse, ResponseReader } from "./response-reader.ts";

/**
 * A pool of HTTP/1.1 connections to an engine on this machine, with one request at a time on each. A call costs a
 * sixth of a call through `node:http`.
 */
export class ConnectionPool {
  readonly #url: URL;
  readonly #all = new Set<Socket>();
  readonly #idle: Socket[] = [];

  constructor(endpoint: string) {
    this.#url = new URL(endpoint);
  }

  /** Rejects if the connection breaks before the response. The request may have been handled nevertheless. */
  async post(headers: readonly string[], body: string): Promise<HttpTextResponse> {
    const socket = this.#idle.pop() ?? this.#open();
    const { host, pathname } = this.#url;
    const head = [`POST ${pathname} HTTP/1.1`, `Host: ${host}`, ...headers];
    const length = `Content-Length: ${Buffer.byteLength(body)}`;
    socket.write([...head, length, "", body].join("\r\n"));
    const answer = await answerOn(socket);
    if (answer.isLast) socket.destroy();
    else if (!socket.destroyed) this.#idle.push(socket);
    return answer;
  }

  close(): void {
    for (const socket of this.#all) socket.destroy();
  }

  #open(): Socket {
    const { hostname, port } = this.#url;
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || 80),
      noDelay: true,
    });
    this.#all.add(socket);
    socket.on("error", () => undefined); // `close` follows
    socket.on("close", () => {
      this.#all.delete(socket);
      const index = this.#idle.indexOf(socket);
      if (index !== -1) this.#idle.splice(index, 1);
    });
    return socket;
  }
}

function answerOn(socket: Socket): Promise<HttpTextResponse> {
  const reader = new ResponseReader();
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      socket.off("data", take);
      socket.off("close", broken);
      finish();
    };
    const broken = () => settle(() => reject(new Error("The connection broke before the response")));
    const take = (chunk: Buffer) => {
      try {
        const answer = reader.take(chunk);
        if (answer) settle(() => resolve(answer));
      } catch (error) {
        settle(() => reject(error));
        socket.destroy();
      }
    };
    socket.on("data", take);
    socket.on("close", broken);
  });
}
