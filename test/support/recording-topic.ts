import type { Notification } from "../../functions/domain/notifications/notification.ts";
import type { NotificationTopic } from "../../functions/domain/notifications/ports.ts";

/** Keeps what is published. The first group with a notification for a user in `failing` ends the publishing. */
export class RecordingTopic implements NotificationTopic {
  readonly published: Notification[] = [];
  readonly failing = new Set<string>();

  async publish(groups: readonly (readonly Notification[])[]): Promise<number> {
    const failed = groups.findIndex((group) => group.some(({ userId }) => this.failing.has(userId)));
    const taken = failed === -1 ? groups : groups.slice(0, failed);
    this.published.push(...taken.flat());
    return taken.length;
  }
}
