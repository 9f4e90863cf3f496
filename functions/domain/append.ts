import type { ChatHeader, ChatRef } from "./chat.ts";
import type { LogEntry } from "./entry.ts";
import { ChatError } from "./errors.ts";
import type { Metrics } from "./metrics.ts";
import type { ChatStore, Clock, Entropy } from "./ports.ts";
import type { Roster } from "./roster.ts";

/** What makes a retried send return the first result: kept for at least 24 hours. */
export interface SendReceipt {
  readonly userId: string;
  readonly clientMessageId: string;
  readonly seq: number;
  /** Minted by the attempt that wrote it, so that an attempt of unknown outcome knows its own receipt. */
  readonly messageId: string;
}

/** What makes a retried creation return the first chat: kept under the creator for at least 24 hours. */
export interface CreationKey {
  readonly creatorId: string;
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  /** The request in one canonical form: the same key with another one is a mistake. */
  readonly request: string;
}

/**
 * One transaction on a chat: all of it is written, or nothing. The attachments of its messages are marked as
 * used by it.
 */
export interface Append {
  readonly chat: ChatRef;
  /** The header's `lastSeq` it builds on; 0 creates the chat. */
  readonly afterSeq: number;
  /** The header as it will be. */
  readonly header: ChatHeader;
  /** Dense from `afterSeq + 1`. */
  readonly entries: readonly LogEntry[];
  /** Only where the entries change it. */
  readonly roster?: Roster;
  readonly receipt?: SendReceipt;
  /** Only with the creation of a chat. */
  readonly creationKey?: CreationKey;
}

export interface CreatedBefore {
  readonly chatId: string;
  readonly sameRequest: boolean;
}

export type AppendOutcome =
  | { readonly kind: "appended" }
  /** Another message uses one of its attachments, or it was forgotten meanwhile: this cannot be appended. */
  | { readonly kind: "attachment_taken" }
  /** A receipt of that key exists: the send is done already, by this attempt or an earlier one. */
  | { readonly kind: "duplicate"; readonly receipt: SendReceipt }
  /** A chat was created under that key already, by this attempt or an earlier one. */
  | ({ readonly kind: "created" } & CreatedBefore)
  /** Somebody appended first; the header as it is now. */
  | { readonly kind: "stale"; readonly header: ChatHeader }
  /** A conflict or throttling: nothing was written, and nothing is known of the header. */
  | { readonly kind: "contended" };

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
