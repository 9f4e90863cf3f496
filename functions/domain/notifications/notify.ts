import { asError } from "../errors.ts";
import type { LogEntry } from "../log/entry.ts";
import type { Metrics } from "../metrics.ts";
import type { Log } from "../ports.ts";
import { type ContextPorts, loadContext, notificationsFor } from "./load-context.ts";
import type { Notification } from "./notification.ts";
import type {
  DeviceStore,
  NotificationSettings,
  NotificationTopic,
  PhoneNotification,
  PushEndpoints,
} from "./ports.ts";
import { removeAsSeen } from "./remove-device.ts";

export interface NotifyPorts extends ContextPorts {
  readonly topic: NotificationTopic;
  readonly endpoints: PushEndpoints;
  readonly devices: Pick<DeviceStore, "remove">;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Well within the 60 s that the function has; a larger batch comes again from where it ended. */
const WORK_MS = 40_000;

/**
 * What follows from entries of the log, at least once: missing memberships and read pointers are written,
 * and who wants to know is notified, by the topic and on their devices, in the order of the entries. Each
 * item is read once, whatever the number of entries. Doing it again does no harm: notifications carry one
 * `dedupeId`.
 * @returns how many of the first entries are dealt with; the others have to come again
 * @throws what a store throws: then all have to come again
 */
export async function notify(ports: NotifyPorts, entries: readonly LogEntry[]): Promise<number> {
  const deadline = ports.clock.now() + WORK_MS;
  const isLate = () => ports.clock.now() >= deadline;
  const surroundings = await loadContext(ports, entries);
  const notifications = entries.map(({ entry }) => notificationsFor(ports, entry, surroundings));
  // The topic first, for all: no phone stands in its way.
  const published = await ports.topic.publish(notifications, isLate);
  const { done, gone, refused } = await ports.endpoints.push(
    notifications.slice(0, published).map((group) => toPhones(group, surroundings.settings)),
    isLate,
  );
  await forget(ports, gone);
  ports.metrics.count("PushesRefused", refused);
  for (const { entry } of entries.slice(0, done)) {
    ports.metrics.time("NotificationLag", Math.max(0, ports.clock.now() - Date.parse(entry.dateAdded)));
  }
  return done;
}

/** To each device of those who are not in their quiet hours. */
function toPhones(
  notifications: readonly Notification[],
  settings: ReadonlyMap<string, NotificationSettings>,
): PhoneNotification[] {
  return notifications
    .filter(({ quiet }) => !quiet)
    .flatMap((notification) =>
      (settings.get(notification.userId)?.devices ?? []).map((device) => ({ notification, device })),
    );
}

/** What fails here is found again by the next push. */
async function forget(ports: NotifyPorts, gone: readonly PhoneNotification[]): Promise<void> {
  const distinct = new Map(gone.map((it) => [it.device.deviceId, it]));
  const removals = [...distinct.values()].map(async ({ notification: { userId }, device }) => {
    const { deviceId } = device;
    try {
      const removed = await removeAsSeen(ports, userId, device);
      if (removed) ports.log.info("device removed, it takes no push any more", { userId, deviceId });
    } catch (error) {
      ports.log.warn("device not removed", { userId, deviceId, cause: asError(error) });
    }
  });
  await Promise.all(removals);
}
