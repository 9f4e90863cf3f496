import type { LocalCloud } from "../../local/local-cloud.ts";
import { type History, SeenNotification } from "../history.ts";

/** The local cloud keeps the latest 10,000: looked at often enough, none is missed. */
const lookMs = 1000;

/** Takes down what SNS delivers. */
export class NotificationWatch {
  readonly #cloud: LocalCloud;
  readonly #history: History;
  readonly #timer: NodeJS.Timeout;

  constructor(cloud: LocalCloud, history: History) {
    this.#cloud = cloud;
    this.#history = history;
    this.#timer = setInterval(() => this.collect(), lookMs);
  }

  /** How many different ones have come. */
  collect(): number {
    const { notifications } = this.#history;
    for (const { body, attributes } of this.#cloud.notifications()) {
      const notification = SeenNotification.parse(body);
      notifications.set(`${notification.dedupeId} ${attributes.userId}`, notification);
    }
    return notifications.size;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
