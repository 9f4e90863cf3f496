import { setTimeout } from "node:timers/promises";
import type { FaultMix } from "../../local/chaos/kinds.ts";
import type { LocalCloud } from "../../local/local-cloud.ts";
import type { Violation } from "../violations.ts";
import { type Arena, prepareArena } from "./arena.ts";
import { depart } from "./departures.ts";
import { Device } from "./device.ts";
import { live } from "./life.ts";
import { NotificationWatch } from "./notification-watch.ts";
import { settle } from "./settle.ts";
import { Work } from "./work.ts";

export interface TortureSettings {
  readonly seed: number;
  readonly seconds: number;
  /** Ends sooner, when so many are done. */
  readonly operations?: number;
  readonly users: number;
  /** At most. */
  readonly chats: number;
  readonly mix: FaultMix;
  /** Without any news, until what is missing counts as lost. @default 30 seconds */
  readonly patienceMs?: number;
  /** Told what has happened so far, every few seconds. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly operations: Readonly<Record<string, number>>;
  readonly faults: ReturnType<LocalCloud["chaos"]["counts"]>;
  readonly told: number;
  readonly notifications: number;
}

export interface TortureResult extends Progress {
  readonly seed: number;
  readonly messages: number;
  /** Without what came before and after the faults. */
  readonly seconds: number;
  /** Of this process and its sandboxes, without the engine's, in that time. */
  readonly cpuSeconds: number;
  readonly violations: readonly Violation[];
}

const progressMs = 5000;

/** Lets people chat on an empty cloud while it misbehaves; then asks whether everything is as it must be. */
export async function torture(cloud: LocalCloud, settings: TortureSettings): Promise<TortureResult> {
  const { seed, mix, patienceMs = 30_000 } = settings;
  const arena = await prepareArena(cloud, settings);
  const devices = devicesOf(arena);
  const notifications = new NotificationWatch(cloud, arena.history);
  try {
    await Promise.all(devices.map((device) => device.start()));
    const work = new Work(settings);
    const progress = () => progressOf({ cloud, devices, notifications }, work);
    const timer = setInterval(() => settings.onProgress?.(progress()), progressMs);
    const measure = measured();
    cloud.chaos.start({ seed, mix });
    await Promise.all([depart(arena, devices, work), ...devices.map((device) => live(device, work))]);
    cloud.chaos.stop();
    const spent = measure();
    clearInterval(timer);
    const violations = await settle({ arena, devices, notifications, patienceMs });
    const messages = arena.history.sends.filter(({ acknowledged }) => acknowledged).length;
    return { ...progress(), ...spent, seed, messages, violations };
  } finally {
    notifications.stop();
    for (const { client } of devices) client.close();
    await setTimeout(50); // their sockets say goodbye
  }
}

function measured(): () => Pick<TortureResult, "seconds" | "cpuSeconds"> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}

/** Every third user has two. */
function devicesOf(arena: Arena): Device[] {
  const desk = (userId: string) => new Device(arena, { userId, name: `${userId}-desk` });
  const phone = (userId: string) =>
    new Device(arena, { userId, name: `${userId}-phone`, isClockAhead: true });
  const people = arena.userIds.flatMap((userId, index) =>
    index % 3 === 0 ? [desk(userId), phone(userId)] : [desk(userId)],
  );
  return [...people, ...[...arena.leaverIds, arena.outsiderId].map(desk)];
}

interface Running {
  readonly cloud: LocalCloud;
  readonly devices: readonly Device[];
  readonly notifications: NotificationWatch;
}

function progressOf({ cloud, devices, notifications }: Running, { counts }: Work): Progress {
  return {
    operations: Object.fromEntries(counts),
    faults: cloud.chaos.counts(),
    told: devices.reduce((sum, { told }) => sum + told.length, 0),
    notifications: notifications.collect(),
  };
}
