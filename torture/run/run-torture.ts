import { setTimeout } from "node:timers/promises";
import type { FaultMix } from "../../local/chaos/kinds.ts";
import type { LocalCloud } from "../../local/local-cloud.ts";
import type { Violation } from "../violations.ts";
import { Device } from "./device.ts";
import { floodCreations } from "./flood-creations.ts";
import { NotificationRecorder } from "./notification-recorder.ts";
import { OperationBudget } from "./operation-budget.ts";
import { loadLatestPage } from "./read-operations.ts";
import { revokeAccess } from "./revoke-access.ts";
import { prepareRun, type RunContext } from "./run-context.ts";
import { simulateUser } from "./simulate-user.ts";
import { waitForConvergence } from "./wait-for-convergence.ts";

export interface TortureSettings {
  readonly seed: number;
  readonly seconds: number;
  /** Ends the run earlier, after so many operations. */
  readonly operations?: number;
  readonly users: number;
  /** At most. */
  readonly chats: number;
  readonly mix: FaultMix;
  /** One user floods the rate limits, which must be on in the cloud. */
  readonly limits?: boolean;
  /** Missing events and notifications count as lost when none has come for so long. @default 30 seconds */
  readonly patienceMs?: number;
  /** Called every few seconds. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly operations: Readonly<Record<string, number>>;
  readonly faults: ReturnType<LocalCloud["chaos"]["counts"]>;
  /** Events that the clients emitted. */
  readonly events: number;
  readonly notifications: number;
}

export interface TortureResult extends Progress {
  readonly seed: number;
  readonly messages: number;
  /** The time with faults, without preparation and convergence. */
  readonly seconds: number;
  /** CPU time of this process and its sandboxes in that time, without the engine's. */
  readonly cpuSeconds: number;
  readonly violations: readonly Violation[];
}

const progressMs = 5000;

/** Lets random users chat on an empty cloud while faults strike, then checks the history against the logs. */
export async function runTorture(cloud: LocalCloud, settings: TortureSettings): Promise<TortureResult> {
  const { seed, mix, patienceMs = 30_000 } = settings;
  const context = await prepareRun(cloud, settings);
  const devices = createDevices(context);
  const notifications = new NotificationRecorder(cloud, context.history);
  try {
    await Promise.all(devices.map((device) => device.start()));
    const budget = new OperationBudget(settings);
    const progress = () => progressOf({ cloud, devices, notifications }, budget);
    const timer = setInterval(() => settings.onProgress?.(progress()), progressMs);
    const stopwatch = startStopwatch();
    cloud.chaos.start({ seed, mix });
    const users = devices.map((device) => simulateUser(device, budget));
    const flood = settings.limits ? [floodCreations(context, budget)] : [];
    await Promise.all([revokeAccess(context, devices, budget), ...users, ...flood]);
    cloud.chaos.stop();
    const spent = stopwatch();
    clearInterval(timer);
    const violations = await waitForConvergence({ context, devices, notifications, patienceMs });
    const messages = context.history.sends.filter(({ acknowledged }) => acknowledged).length;
    return { ...progress(), ...spent, seed, messages, violations };
  } finally {
    notifications.stop();
    for (const { client } of devices) client.close();
    await setTimeout(50); // lets the sockets finish their closing handshakes
  }
}

function startStopwatch(): () => Pick<TortureResult, "seconds" | "cpuSeconds"> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}

/** Every third user has two devices. */
function createDevices(context: RunContext): Device[] {
  const desk = (userId: string) => createDevice(context, { userId, name: `${userId}-desk` });
  const phone = (userId: string) =>
    createDevice(context, { userId, name: `${userId}-phone`, isClockAhead: true });
  const users = context.userIds.flatMap((userId, index) =>
    index % 3 === 0 ? [desk(userId), phone(userId)] : [desk(userId)],
  );
  return [...users, ...[...context.leaverIds, context.outsiderId].map(desk)];
}

function createDevice(...parameters: ConstructorParameters<typeof Device>): Device {
  const device = new Device(...parameters);
  device.client.on("chat", ({ chat }) => device.track(loadLatestPage(device, chat.id)));
  return device;
}

interface Running {
  readonly cloud: LocalCloud;
  readonly devices: readonly Device[];
  readonly notifications: NotificationRecorder;
}

function progressOf({ cloud, devices, notifications }: Running, { counts }: OperationBudget): Progress {
  return {
    operations: Object.fromEntries(counts),
    faults: cloud.chaos.counts(),
    events: devices.reduce((sum, { events }) => sum + events.length, 0),
    notifications: notifications.collect(),
  };
}
