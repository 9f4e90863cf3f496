import { invalidField } from "../errors.ts";
import type { Clock, Entropy } from "../ports.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { again, retry } from "../retry.ts";
import { timestamp } from "../timestamp.ts";
import {
  type Device,
  type DeviceList,
  deviceFrom,
  evictedBy,
  type PushToken,
  type Registration,
  type TokenOwner,
} from "./device.ts";
import type { DeviceStore, PushApplications, PushEndpoints } from "./ports.ts";

export interface RegisterDevicePorts {
  readonly devices: Pick<DeviceStore, "ofUser" | "owner" | "register" | "hashOf">;
  readonly applications: PushApplications;
  readonly endpoints: Pick<PushEndpoints, "close">;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** Contention is rare: a phone registers twice, or a user sets up several phones at the same moment. */
const RETRY = {
  withinMs: 1_000,
  firstPauseMs: 40,
  maxPauseMs: 240,
  busy: "The devices are too busy, try again",
} as const;

/**
 * Makes a push token the user's device. A known token is the same device, enabled again; another user's device
 * moves to this user. The endpoint is opened before the device is stored. A crash in between leaves an unused
 * endpoint, which the next registration of the token takes over.
 * @throws ChatError `invalid_request`: the platform is not enabled here, or the token is not valid on it;
 * `rate_limited`, `unavailable`
 */
export async function registerDevice(
  ports: RegisterDevicePorts,
  userId: string,
  token: PushToken,
): Promise<Device> {
  if (!ports.applications.serves(token.platform)) throw invalidField("platform", "is not enabled here");
  await ports.limiter.spend("registerDevice", { userId });
  const { evicted, device } = await retry(ports, RETRY, async () => {
    const [list, owner] = await Promise.all([ports.devices.ofUser(userId), ports.devices.owner(token)]);
    const deviceId = owner?.deviceId ?? ports.entropy.ulid();
    const endpoint = await ports.applications.open(token, { userId, deviceId });
    const registration = registrationOf(ports, { userId, deviceId, token, endpoint, list, owner });
    return (await ports.devices.register(registration)) ? registration : again();
  });
  await Promise.all(evicted.map(({ endpoint }) => ports.endpoints.close(endpoint)));
  return deviceFrom(device);
}

interface Stored {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: PushToken;
  readonly endpoint: string;
  readonly list: DeviceList;
  readonly owner: TokenOwner | undefined;
}

function registrationOf(
  { devices, clock }: Pick<RegisterDevicePorts, "devices" | "clock">,
  { userId, deviceId, token, endpoint, list, owner }: Stored,
): Registration {
  const known = list.devices.find((it) => it.deviceId === deviceId);
  const registeredAt = clock.now();
  return {
    userId,
    device: {
      deviceId,
      platform: token.platform,
      dateAdded: known?.dateAdded ?? timestamp(registeredAt),
      tokenHash: devices.hashOf(token),
      endpoint,
      registeredAt,
    },
    previousOwner: owner,
    version: list.version,
    evicted: evictedBy(deviceId, list.devices),
  };
}
