import type { ChatRef } from "../log/chat-header.ts";
import type { Clock } from "../ports.ts";
import { RecentMap } from "../recent-map.ts";

/** Each value of `active` is pushed at most this often per user and chat. */
const INTERVAL_MS = 3000;

export interface TypingState {
  readonly chat: ChatRef;
  readonly userId: string;
  readonly active: boolean;
}

/** Drops typing events that repeat what was pushed just now. Remembered per execution environment. */
export class TypingThrottle {
  readonly #clock: Pick<Clock, "now">;
  readonly #pushedAt = new RecentMap<number>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** True if the event is to be pushed; then the same event is dropped for 3 seconds. */
  passes({ chat, userId, active }: TypingState): boolean {
    const key = [chat.locationId, chat.chatId, userId, active].join(" ");
    const now = this.#clock.now();
    if (now - (this.#pushedAt.get(key) ?? Number.NEGATIVE_INFINITY) < INTERVAL_MS) return false;
    this.#pushedAt.set(key, now);
    return true;
  }
}
