import { setTimeout } from "node:timers/promises";
import type { FaultMix } from "../../local/chaos/kinds.ts";
import type { LocalCloud } from "../../local/local-cloud.ts";
import type { Violation } from "../violations.ts";
import { type Arena, prepareArena } from "./arena.ts";
import { Device } from "./device.ts";
import { live, Work } from "./life.ts";
import { NotificationWatch } from "./notification-watch.ts";
import { settle } from "./settle.ts";

export interface TortureSettings {
  readonly seed: number;
  readonly seconds: number;
  /** Ends sooner, when so many are done. */
  readonly operations?: number;
  readonly users: number;
  /** At most, more or less. */
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
    cloud.chaos.start({ seed, mix });
    await Promise.all(devices.map((device) => live(device, work)));
    cloud.chaos.stop();
    clearInterval(timer);
    const violations = await settle({ arena, devices, notifications, patienceMs });
    const messages = arena.history.sends.filter(({ acknowledged }) => acknowledged).length;
    return { ...progress(), seed, messages, violations };
  } finally {
    notifications.stop();
    for (const { client } of devices) client.close();
    await setTimeout(50); // their sockets say goodbye
  }
}

/** Every third user has two. */
function devicesOf(arena: Arena): Device[] {
  const people = arena.userIds.flatMap((userId, index) => {
    const desk = new Device(arena, userId, `${userId}-desk`);
    return index % 3 === 0 ? [desk, new Device(arena, userId, `${userId}-phone`)] : [desk];
  });
  return [...people, new Device(arena, arena.outsiderId, `${arena.outsiderId}-desk`)];
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
