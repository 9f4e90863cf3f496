import type { Entry } from "../functions/domain/log/entry.ts";
import { fullJitter } from "./backoff.ts";
import type { CatchUp } from "./catch-up.ts";
import { isTransient } from "./chat-client-error.ts";
import type { ChatLogs } from "./chat-logs.ts";
import { type Clock, sleep } from "./clock.ts";
import type { Discovery } from "./discovery.ts";
import type { Emitter } from "./events.ts";
import { BACKOFF } from "./options.ts";
import type { LiveEvent } from "./protocol.ts";

export interface LivePorts {
  readonly clock: Clock;
  readonly emitter: Emitter;
  readonly logs: ChatLogs;
  readonly catchUp: CatchUp;
  readonly discovery: Discovery;
  /** Brings a chat in sight. */
  find(chatId: string): Promise<unknown>;
}

/** What the server pushes, and what makes up for the pushes that did not come. */
export class LiveUpdates {
  readonly #ports: LivePorts;
  readonly #sought = new Set<string>();
  /** By chat and reader. */
  readonly #readUpTo = new Map<string, number>();

  constructor(ports: LivePorts) {
    this.#ports = ports;
  }

  receive(event: LiveEvent): void {
    const { emitter, logs } = this.#ports;
    if (event.type === "chat") logs.meet(event.chat, true);
    else if (event.type === "conversation") emitter.emit("conversation", event);
    else if (event.type === "read") this.#tellRead(event);
    else if (event.type === "typing") emitter.emit("typing", event);
    else this.#accept(event.entry);
  }

  /** Catches up with everything: after each connect, with each ping, and when somebody looks. */
  async resume(ended: AbortSignal): Promise<void> {
    const { clock, catchUp, discovery, emitter } = this.#ports;
    const isFirst = !discovery.isComplete;
    if (!isFirst) catchUp.all();
    for (let failures = 0; !ended.aborted; failures += 1) {
      try {
        await discovery.run();
        if (isFirst) catchUp.all();
        await catchUp.whole();
        if (!ended.aborted) emitter.emit("synced", {});
        return;
      } catch (error) {
        // Chats may be closed to this user, as in a Login-As session: then there are none to follow.
        if (!isTransient(error)) return;
        await sleep(clock, fullJitter(clock, BACKOFF, failures), ended).catch(() => undefined);
      }
    }
  }

  /** Pushes come twice and overtake each other; a read pointer never goes back. */
  #tellRead(event: Extract<LiveEvent, { readonly type: "read" }>): void {
    const reader = `${event.chatId} ${event.userId}`;
    if (event.seq <= (this.#readUpTo.get(reader) ?? 0)) return;
    this.#readUpTo.set(reader, event.seq);
    this.#ports.emitter.emit("read", event);
  }

  #accept(entry: Entry): void {
    const { logs, catchUp } = this.#ports;
    const { chatId } = entry;
    if (!logs.accept(chatId, [entry])) void this.#seek(chatId);
    else if (logs.isBehind(chatId)) catchUp.soon(chatId);
  }

  /** An entry of a chat whose own event did not come; before the first listing that is no wonder. */
  async #seek(chatId: string): Promise<void> {
    if (!this.#ports.discovery.isComplete || this.#sought.has(chatId)) return;
    this.#sought.add(chatId);
    await this.#ports.find(chatId).catch(() => undefined); // the next listing finds it
    this.#sought.delete(chatId);
  }
}
