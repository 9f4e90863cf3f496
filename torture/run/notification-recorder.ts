import type { LocalCloud } from "../../local/local-cloud.ts";
import { type History, SeenNotification } from "../history.ts";

/** Often enough to miss none: the local cloud keeps the latest 10,000. */
const pollMs = 1000;

/** Records the notifications that SNS delivers. */
export class NotificationRecorder {
  readonly #cloud: LocalCloud;
  readonly #history: History;
  readonly #timer: NodeJS.Timeout;
  #last: ReturnType<LocalCloud["notifications"]>[number] | undefined;

  constructor(cloud: LocalCloud, history: History) {
    this.#cloud = cloud;
    this.#history = history;
    this.#timer = setInterval(() => this.collect(), pollMs);
  }

  /** Records new notifications. @returns the number of distinct ones so far */
  collect(): number {
    const { notifications } = this.#history;
    const all = this.#cloud.notifications();
    const unrecorded = this.#last ? all.slice(all.lastIndexOf(this.#last) + 1) : all;
    this.#last = all.at(-1);
    const receivedAt = Date.now();
    for (const { body, attributes } of unrecorded) {
      const notification = { ...SeenNotification.parse(body), receivedAt };
      const key = `${notification.dedupeId} ${attributes.userId}`;
      if (!notifications.has(key)) notifications.set(key, notification);
    }
    return notifications.size;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
