import type { Entry } from "../functions/domain/log/entry.ts";
import { backoffMs } from "./backoff.ts";
import type { CatchUp } from "./catch-up.ts";
import { isTransient } from "./chat-client-error.ts";
import type { ChatLogs } from "./chat-logs.ts";
import type { ChatsApi } from "./chats-api.ts";
import { type Clock, sleep } from "./clock.ts";
import type { Discovery } from "./discovery.ts";
import type { Emitter } from "./emitter.ts";
import type { ClientEvents } from "./events.ts";
import type { LiveEvent } from "./protocol.ts";

export interface LiveUpdatesPorts {
  readonly clock: Clock;
  readonly emitter: Emitter<ClientEvents>;
  readonly logs: ChatLogs;
  readonly chats: Pick<ChatsApi, "get">;
  readonly discovery: Discovery;
  readonly catchUp: CatchUp;
}

/** Turns pushes into the client's events, and makes up for lost pushes. */
export class LiveUpdates {
  readonly #ports: LiveUpdatesPorts;
  /** Unknown chats that are being fetched. */
  readonly #fetching = new Set<string>();
  /** The last emitted read pointer, by chat and reader. */
  readonly #readUpTo = new Map<string, number>();

  constructor(ports: LiveUpdatesPorts) {
    this.#ports = ports;
  }

  receive(event: LiveEvent): void {
    const { emitter, logs } = this.#ports;
    if (event.type === "chat") logs.track(event.chat, true);
    else if (event.type === "conversation") emitter.emit("conversation", event);
    else if (event.type === "read") this.#receiveRead(event);
    else if (event.type === "typing") emitter.emit("typing", event);
    else this.#receiveEntry(event.entry);
  }

  /** Catches up with all chats, then emits `synced`. Called after each connect, ping and `focus`. */
  async resume(ended: AbortSignal): Promise<void> {
    const { clock, logs, catchUp, discovery, emitter } = this.#ports;
    const isFirst = !logs.isListed;
    if (!isFirst) catchUp.syncAll();
    for (let failures = 0; !ended.aborted; failures += 1) {
      try {
        await discovery.run();
        if (isFirst) catchUp.syncAll();
        await catchUp.settled();
        if (!ended.aborted) emitter.emit("synced", {});
        return;
      } catch (error) {
        // The server may refuse chats to this user, as in a Login-As session: there are none to follow then.
        if (!isTransient(error)) return;
        await sleep(clock, backoffMs(clock, failures), ended).catch(() => undefined);
      }
    }
  }

  /** Drops repeated and late pushes, so that a read pointer never moves back. */
  #receiveRead(event: Extract<LiveEvent, { readonly type: "read" }>): void {
    const reader = `${event.chatId} ${event.userId}`;
    if (event.seq <= (this.#readUpTo.get(reader) ?? 0)) return;
    this.#readUpTo.set(reader, event.seq);
    this.#ports.emitter.emit("read", event);
  }

  #receiveEntry(entry: Entry): void {
    const { logs, catchUp } = this.#ports;
    const { chatId } = entry;
    if (!logs.accept(chatId, [entry])) void this.#fetchUnknown(chatId);
    else if (logs.isBehind(chatId)) catchUp.schedule(chatId);
  }

  /** Fetches a chat whose own push was lost. Before the first listing, unknown chats are normal. */
  async #fetchUnknown(chatId: string): Promise<void> {
    if (!this.#ports.logs.isListed || this.#fetching.has(chatId)) return;
    this.#fetching.add(chatId);
    await this.#ports.chats.get(chatId).catch(() => undefined); // the next listing finds it
    this.#fetching.delete(chatId);
  }
}
