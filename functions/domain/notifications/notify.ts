import type { Location } from "../directory/location.ts";
import type { FeatureSwitch } from "../directory/ports.ts";
import { asError } from "../errors.ts";
import type { LogEntry } from "../log/entry.ts";
import type { MembershipStore } from "../log/ports.ts";
import { repairMemberships } from "../log/repair-memberships.ts";
import type { Metrics } from "../metrics.ts";
import type { Clock, Log } from "../ports.ts";
import { type ContextPorts, loadContext } from "./load-context.ts";
import type { Notification } from "./notification.ts";
import type {
  DeviceStore,
  NotificationSettings,
  NotificationTopic,
  PhoneNotification,
  PushEndpoints,
} from "./ports.ts";
import { notificationsFor } from "./recipients.ts";
import { removeIfUnchanged } from "./remove-device.ts";

export interface NotifyPorts extends ContextPorts {
  readonly memberships: Pick<MembershipStore, "many" | "addMissing" | "advanceRead">;
  readonly feature: FeatureSwitch;
  readonly topic: NotificationTopic;
  readonly endpoints: PushEndpoints;
  readonly devices: Pick<DeviceStore, "remove">;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Well within the function's timeout of 60 s. The rest of a larger batch is delivered again. */
const WORK_MS = 40_000;

/**
 * Processes new entries of logs, at least once and in order: repairs memberships and read pointers, then notifies
 * users by the topic and on their devices. Repeating it is safe: notifications carry the same `dedupeId`.
 * @returns how many entries, from the first on, are done; the others must be delivered again
 * @throws the stores' errors; then all entries must be delivered again
 */
export async function notify(ports: NotifyPorts, entries: readonly LogEntry[]): Promise<number> {
  const deadline = ports.clock.now() + WORK_MS;
  const isLate = () => ports.clock.now() >= deadline;
  const context = await loadContext(ports, entries);
  const memberships = await repairMemberships(ports.memberships, { ...context, entries });
  const openLocations = await openAmong(ports, context.locations);
  const facts = { ...context, memberships, openLocations, now: ports.clock.now() };
  const notifications = notificationsFor(entries, facts);
  // Publish first, so slow phones cannot delay subscribers.
  const published = await ports.topic.publish(notifications, isLate);
  const { done, gone, refused } = await ports.endpoints.push(
    notifications.slice(0, published).map((group) => toPhones(group, context.settings)),
    isLate,
  );
  await removeGone(ports, gone);
  ports.metrics.count("PushesRefused", refused);
  for (const { entry } of entries.slice(0, done)) {
    ports.metrics.time("NotificationLag", Math.max(0, ports.clock.now() - Date.parse(entry.dateAdded)));
  }
  return done;
}

async function openAmong(
  { feature }: Pick<NotifyPorts, "feature">,
  locations: readonly Location[],
): Promise<ReadonlySet<string>> {
  const open = await Promise.all(
    locations.map(async ({ locationId }) => ((await feature.isOn(locationId)) ? [locationId] : [])),
  );
  return new Set(open.flat());
}

/** One push for each device of a recipient outside of their quiet hours. */
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

/** A removal that fails is repeated after the next push. */
async function removeGone(ports: NotifyPorts, gone: readonly PhoneNotification[]): Promise<void> {
  const distinct = new Map(gone.map((it) => [it.device.deviceId, it]));
  const removals = [...distinct.values()].map(async ({ notification: { userId }, device }) => {
    const { deviceId } = device;
    try {
      const removed = await removeIfUnchanged(ports, userId, device);
      if (removed) ports.log.info("device removed, it takes no push any more", { userId, deviceId });
    } catch (error) {
      ports.log.warn("device not removed", { userId, deviceId, cause: asError(error) });
    }
  });
  await Promise.all(removals);
}
