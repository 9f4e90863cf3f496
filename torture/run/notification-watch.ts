import type { LocalCloud } from "../../local/local-cloud.ts";
import { type History, SeenNotification } from "../history.ts";

/** The local cloud keeps the latest 10,000: looked at often enough, none is missed. */
const lookMs = 1000;

/** Takes down what SNS delivers. */
export class NotificationWatch {
  readonly #cloud: LocalCloud;
  readonly #history: History;
  readonly #timer: NodeJS.Timeout;
  #last: ReturnType<LocalCloud["notifications"]>[number] | undefined;

  constructor(cloud: LocalCloud, history: History) {
    this.#cloud = cloud;
    this.#history = history;
    this.#timer = setInterval(() => this.collect(), lookMs);
  }

  /** How many different ones have come. */
  collect(): number {
    const { notifications } = this.#history;
    const all = this.#cloud.notifications();
    const news = this.#last ? all.slice(all.lastIndexOf(this.#last) + 1) : all;
    this.#last = all.at(-1);
    const cameAt = Date.now();
    for (const { body, attributes } of news) {
      const notification = { ...SeenNotification.parse(body), cameAt };
      const key = `${notification.dedupeId} ${attributes.userId}`;
      if (!notifications.has(key)) notifications.set(key, notification);
    }
    return notifications.size;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
