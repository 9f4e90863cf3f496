import type { Metrics } from "../metrics.ts";
import { again, type RetryPorts, retry } from "../retry.ts";
import type { AppendRefused } from "./append.ts";
import type { ChatHeader } from "./chat-header.ts";
import type { ChatStore } from "./ports.ts";

/**
 * A contended append gives up well before the caller's request does (29 s, API Gateway). After losing to
 * another append the newest header is known: each pause is a chance for the next one to win again, so the
 * pause is short. After a conflict or throttling the table needs time.
 */
const RETRY = {
  withinMs: 10_000,
  firstPauseMs: 8,
  maxPauseMs: 100,
  busy: "The chat is too busy, try again",
} as const;
const PAUSE_AFTER_LOSING_MS = 6;

export interface AppendPorts extends RetryPorts {
  readonly chats: Pick<ChatStore, "header">;
  readonly metrics: Metrics;
}

interface HasHeader {
  readonly header: ChatHeader;
}

/** Work on a log that depends on what is stored. */
export interface LogWork<State extends HasHeader, Outcome extends object> {
  readonly start: State;
  /** Builds the transaction on top of a state and runs it; called anew for each attempt. */
  attempt(state: State): Promise<Outcome | AppendRefused>;
  /** The state after another append came first; `header` is the newest one. */
  reload(header: ChatHeader): Promise<State>;
}

/** The outcome, and the state that the last attempt was built on. */
export interface Appended<State, Outcome> {
  readonly state: State;
  readonly outcome: Outcome;
}

/**
 * Appends to a log that others append to at the same time: optimistic, from the newest header known.
 * @throws ChatError `unavailable` after 10 seconds of contention; nothing is written then
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
    return outcome.kind === "stale" ? again(PAUSE_AFTER_LOSING_MS) : again();
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

/** For work that depends on the header alone. */
export async function headerAlone(header: ChatHeader): Promise<HasHeader> {
  return { header };
}
