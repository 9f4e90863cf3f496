import { ChatError } from "../errors.ts";
import type { Metrics } from "../metrics.ts";
import type { Clock, Entropy } from "../ports.ts";
import type { Append, AppendOutcome } from "./append.ts";
import type { ChatHeader } from "./chat-header.ts";
import type { ChatStore } from "./ports.ts";

/** A contended append gives up after this time, well before the caller's request does (29 s, API Gateway). */
const RETRY_FOR_MS = 10_000;

/**
 * After losing to somebody the newest header is at hand: every wait is a chance for the next one to win
 * again, so there is hardly any. After a conflict or throttling the table asks for patience.
 */
const AFTER_LOSING_MS = 6;
const FIRST_PATIENCE_MS = 8;
const MAX_PATIENCE_MS = 100;

interface AppendPorts {
  readonly chats: Pick<ChatStore, "append" | "header">;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly metrics: Metrics;
}

/** What to append, as far as it depends on what stands there already. */
export interface LogWork<
  State extends { readonly header: ChatHeader },
  Built extends { readonly append: Append },
> {
  readonly start: State;
  /** The transaction on top of a state, called anew for each attempt; undefined where nothing is left to do. */
  build(state: State): Built | undefined;
  /** The state after somebody else was first; `header` is the newest one. */
  reload(header: ChatHeader): Promise<State>;
}

export interface Appended<State, Built> {
  readonly state: State;
  readonly built: Built;
  readonly outcome: Settled;
}

/**
 * Appends to a log that others append to at the same time: optimistic, from the newest header known,
 * with full jitter between attempts. Undefined where `build` found nothing to do.
 * @throws ChatError `unavailable` after 10 seconds of contention; nothing is written then
 */
export async function appendToLog<
  State extends { readonly header: ChatHeader },
  Built extends { readonly append: Append },
>(
  ports: AppendPorts,
  { start, build, reload }: LogWork<State, Built>,
): Promise<Appended<State, Built> | undefined> {
  const deadline = ports.clock.now() + RETRY_FOR_MS;
  let state = start;
  for (let attempt = 0; ; attempt += 1) {
    const built = build(state);
    if (built === undefined) return undefined;
    const outcome = await ports.chats.append(built.append);
    const settled = settle(built.append, outcome);
    if (settled !== undefined) return { state, built, outcome: settled };
    ports.metrics.count("AppendConflicts");
    if (ports.clock.now() >= deadline) throw new ChatError("unavailable", "The chat is too busy, try again");
    const wait = outcome.kind === "stale" ? AFTER_LOSING_MS : patience(attempt);
    await ports.clock.sleep(wait * ports.entropy.random());
    state = await reload(
      outcome.kind === "stale" ? outcome.header : await currentHeader(ports, state.header),
    );
  }
}

type Settled = Exclude<AppendOutcome, { kind: "stale" | "contended" }>;

function settle({ afterSeq }: Append, outcome: AppendOutcome): Settled | undefined {
  // The id of a new chat is fresh: one that stands there already was written by an attempt of this very
  // call whose outcome stayed unknown.
  if (afterSeq === 0 && outcome.kind === "stale") return { kind: "appended" };
  return outcome.kind === "stale" || outcome.kind === "contended" ? undefined : outcome;
}

function patience(attempt: number): number {
  return Math.min(MAX_PATIENCE_MS, FIRST_PATIENCE_MS * 2 ** attempt);
}

async function currentHeader({ chats }: AppendPorts, last: ChatHeader): Promise<ChatHeader> {
  return (await chats.header(last)) ?? last;
}

/** For work that depends on the header alone. */
export async function headerAlone(header: ChatHeader): Promise<{ header: ChatHeader }> {
  return { header };
}
