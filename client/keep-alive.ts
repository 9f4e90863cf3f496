import { ANSWER_TIMEOUT_MS, type Settings } from "./client-options.ts";
import { sleep } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { LiveUpdates } from "./live-updates.ts";
import type { TokenSource } from "./token-source.ts";

export interface KeepAlivePorts {
  readonly settings: Pick<Settings, "clock" | "pingIntervalMs">;
  readonly connection: Connection;
  readonly tokens: TokenSource;
  readonly updates: LiveUpdates;
}

/** Timeout of the ping that `refresh` sends. It is short because the user is looking at the page. */
const REFRESH_TIMEOUT_MS = 5000;

/** Pings and extends a new connection until it ends. */
export function keepAlive(ports: KeepAlivePorts, ended: AbortSignal): void {
  void pingRegularly(ports, ended);
  void extendBeforeExpiry(ports, ended);
}

/** Reconnects now if offline; if online, finds dead connections and lost pushes. */
export function refresh(ports: KeepAlivePorts): void {
  ports.connection.reconnectNow();
  if (ports.connection.isOnline) void ping(ports, REFRESH_TIMEOUT_MS);
}

async function pingRegularly(ports: KeepAlivePorts, ended: AbortSignal): Promise<void> {
  const { clock, pingIntervalMs } = ports.settings;
  while (!ended.aborted) {
    await sleep(clock, pingIntervalMs, ended).catch(() => undefined);
    if (!ended.aborted) await ping(ports, ANSWER_TIMEOUT_MS);
  }
}

/** Resets the connection if it does not answer in time. Catches up if it does: pushes may have been lost. */
async function ping({ connection, updates }: KeepAlivePorts, timeoutMs: number): Promise<void> {
  try {
    await connection.request("ping", {}, { timeoutMs });
    void updates.resume(connection.closed);
  } catch {
    connection.reset();
  }
}

/** Extends the connection with a new token before the old one expires. */
async function extendBeforeExpiry(
  { connection, tokens, settings }: KeepAlivePorts,
  ended: AbortSignal,
): Promise<void> {
  while (Number.isFinite(tokens.renewInMs) && !ended.aborted) {
    // At least a second, so that a failing token callback is not called in a tight loop.
    await sleep(settings.clock, Math.max(1000, tokens.renewInMs), ended).catch(() => undefined);
    if (ended.aborted) return;
    const extended = tokens.get().then((token) => connection.request("auth", { token }, { signal: ended }));
    await extended.catch(() => undefined); // if it fails, the server says `bye` and the client reconnects
  }
}
