import type { Metrics } from "../metrics.ts";
import { again, type RetryPorts, retry } from "../retry.ts";
import type { AppendRefused } from "./append.ts";
import type { ChatHeader } from "./chat-header.ts";
import type { ChatStore } from "./ports.ts";

/**
 * Ends well before the request times out (29 s, API Gateway). After another append came first, the newest
 * header is known and the pause is short, because a longer one lets yet another append come first. After a
 * conflict or throttling the table needs time.
 */
const RETRY = {
  withinMs: 10_000,
  firstPauseMs: 8,
  maxPauseMs: 100,
  busy: "The chat is too busy, try again",
} as const;
const PAUSE_AFTER_STALE_MS = 6;

export interface AppendPorts extends RetryPorts {
  readonly chats: Pick<ChatStore, "header">;
  readonly metrics: Metrics;
}

interface HasHeader {
  readonly header: ChatHeader;
}

/** An append that depends on the stored state. */
export interface LogWork<State extends HasHeader, Outcome extends object> {
  readonly start: State;
  /** Builds the transaction from a state, and runs it. Called for each attempt. */
  attempt(state: State): Promise<Outcome | AppendRefused>;
  /** The state after a refused attempt; `header` is the newest one known. */
  reload(header: ChatHeader): Promise<State>;
}

/** The outcome, and the state of the last attempt. */
export interface Appended<State, Outcome> {
  readonly state: State;
  readonly outcome: Outcome;
}

/**
 * Appends to a log with optimistic concurrency: repeats the attempt with the newest header until it is the first.
 * @throws ChatError `unavailable` after 10 seconds of contention; then nothing was written
 */
export function appendToLog<State extends HasHeader, Outcome extends object>(
  ports: AppendPorts,
  { start, attempt, reload }: LogWork<State, Outcome>,
): Promise<Appended<State, Outcome>> {
  let state = start;
  let refused: AppendRefused | undefined;
  return retry(ports, RETRY, async () => {
    if (refused !== undefined) state = await reload(await newestHeader(ports, state.header, refused));
    const outcome = await attempt(state);
    if (!isRefused(outcome)) return { state, outcome };
    ports.metrics.count("AppendConflicts");
    refused = outcome;
    return outcome.kind === "stale" ? again(PAUSE_AFTER_STALE_MS) : again();
  });
}

function isRefused(outcome: object): outcome is AppendRefused {
  return "kind" in outcome && (outcome.kind === "stale" || outcome.kind === "contended");
}

async function newestHeader(
  { chats }: AppendPorts,
  last: ChatHeader,
  refused: AppendRefused,
): Promise<ChatHeader> {
  return refused.kind === "stale" ? refused.header : ((await chats.header(last)) ?? last);
}

/** `reload` of work that depends on the header alone. */
export async function headerAlone(header: ChatHeader): Promise<HasHeader> {
  return { header };
}
