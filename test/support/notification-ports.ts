import type { FeatureSwitch } from "../../functions/domain/directory/ports.ts";
import type { NotifyPorts } from "../../functions/domain/notifications/notify.ts";
import type { RegisterDevicePorts } from "../../functions/domain/notifications/register-device.ts";
import type { RemoveDevicePorts } from "../../functions/domain/notifications/remove-device.ts";
import type { SnsPorts } from "../../functions/gateways/sns-errors.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeEntropy } from "./fake-entropy.ts";
import { FakeLimiter } from "./fake-limiter.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { FakePhones, MemoryDevices } from "./memory-devices.ts";
import { directoryOf } from "./memory-directory.ts";
import { MemoryMemberships } from "./memory-memberships.ts";
import { RecordingLog } from "./recording-log.ts";
import { RecordingMetrics } from "./recording-metrics.ts";
import { RecordingTopic } from "./recording-topic.ts";

/** The ports of a user's devices. Push services and devices are those of the test where it has its own. */
export function devicePorts({ devices = new MemoryDevices(), phones = new FakePhones() } = {}) {
  return {
    devices,
    applications: phones,
    endpoints: phones,
    clock: new FakeClock(),
    entropy: new FakeEntropy(),
    limiter: new FakeLimiter(),
  } satisfies RegisterDevicePorts & RemoveDevicePorts;
}

/** The ports of what talks to SNS. */
export function snsPorts() {
  return { clock: new FakeClock(), entropy: new FakeEntropy(), log: new RecordingLog() } satisfies SnsPorts;
}

/** Preferences and devices are in one store, as they are one item in the table. */
export function notifyPorts() {
  const devices = new MemoryDevices();
  const feature: FeatureSwitch = { isOn: async () => true };
  return {
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    directory: directoryOf(),
    settings: devices,
    devices,
    topic: new RecordingTopic(),
    endpoints: new FakePhones(),
    feature,
    clock: new FakeClock(),
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
  } satisfies NotifyPorts;
}
