import { sleep } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Exchange } from "./exchange.ts";
import type { LiveUpdates } from "./live-updates.ts";
import { ANSWER_TIMEOUT_MS, type Settings } from "./options.ts";
import type { SendQueue } from "./send-queue.ts";
import type { TokenSource } from "./token-source.ts";

export interface Attended {
  readonly settings: Pick<Settings, "clock" | "pingIntervalMs">;
  readonly connection: Connection;
  readonly tokens: TokenSource;
  readonly live: LiveUpdates;
  readonly queue: SendQueue;
  readonly exchange: Exchange;
}

/** Somebody who looks does not wait longer than this for a dead connection to show. */
const LOOK_MS = 5000;

/** All that a new connection needs, until it has ended. */
export function attend(parts: Attended, ended: AbortSignal): void {
  parts.queue.wake();
  // Refused or broken off: the next connection tries again.
  void parts.exchange.watchAgain(ended).catch(() => undefined);
  void parts.live.resume(ended);
  void keepAlive(parts, ended);
  void keepAuthorized(parts, ended);
}

/** Somebody looks: nothing may be missing, and no time is to be lost. */
export function look(parts: Attended): void {
  parts.connection.hurry();
  if (parts.connection.isOnline) void ping(parts, LOOK_MS);
}

/** Pings as long as the connection lives. */
async function keepAlive(parts: Attended, ended: AbortSignal): Promise<void> {
  const { clock, pingIntervalMs } = parts.settings;
  while (!ended.aborted) {
    await sleep(clock, pingIntervalMs, ended).catch(() => undefined);
    if (!ended.aborted) await ping(parts, ANSWER_TIMEOUT_MS);
  }
}

/** One that does not answer in time is given up; one that does may have lost pushes all the same. */
async function ping({ connection, live }: Attended, timeoutMs: number): Promise<void> {
  try {
    await connection.request("ping", {}, { timeoutMs });
    void live.resume(connection.closed);
  } catch {
    connection.reset();
  }
}

/** Before the token expires the connection gets a fresh one, and lives on. */
async function keepAuthorized({ connection, tokens, settings }: Attended, ended: AbortSignal): Promise<void> {
  while (Number.isFinite(tokens.renewInMs) && !ended.aborted) {
    // At least a second: a token that cannot be had is not asked for in a circle.
    await sleep(settings.clock, Math.max(1000, tokens.renewInMs), ended).catch(() => undefined);
    if (ended.aborted) return;
    const renewed = tokens.get().then((token) => connection.request("auth", { token }, { signal: ended }));
    await renewed.catch(() => undefined); // at worst the server says bye, and the client connects again
  }
}
