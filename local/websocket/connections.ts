import type { WebSocket } from "ws";
import type { Client, Connection } from "./connection.ts";

/** In milliseconds. */
export interface ConnectionLimits {
  readonly idleMs: number;
  readonly maxAgeMs: number;
}
/** API Gateway closes a connection after 10 idle minutes and after 2 hours. */
export const awsLimits: ConnectionLimits = { idleMs: 10 * 60_000, maxAgeMs: 2 * 3_600_000 };

/** The established connections by id. Each is closed when it is idle or too old. */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #byId = new Map<
    string,
    Connection & { readonly idle: NodeJS.Timeout; readonly expiry: NodeJS.Timeout }
  >();

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get(connectionId: string): Connection | undefined {
    return this.#byId.get(connectionId);
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): Connection[] {
    return [...this.#byId.values()];
  }

  add(client: Client, socket: WebSocket): Connection {
    const end = (reason: string) => () => socket.close(1001, reason);
    const connection = {
      ...client,
      socket,
      lastActiveAt: Date.now(),
      pending: 0,
      idle: setTimeout(end("Going away: idle"), this.#limits.idleMs),
      expiry: setTimeout(end("Going away: connected for too long"), this.#limits.maxAgeMs),
    };
    this.#byId.set(client.connectionId, connection);
    return connection;
  }

  /** Restarts the idle timeout. Call it for each frame, in both directions. */
  touch(connectionId: string): void {
    const connection = this.#byId.get(connectionId);
    if (!connection) return;
    connection.lastActiveAt = Date.now();
    connection.idle.refresh();
  }

  remove(connectionId: string): void {
    const connection = this.#byId.get(connectionId);
    if (!connection) return;
    clearTimeout(connection.idle);
    clearTimeout(connection.expiry);
    this.#byId.delete(connectionId);
  }
}
