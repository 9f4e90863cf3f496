import { ChatError } from "../errors.ts";
import { again, type RetryPorts, retry } from "../retry.ts";
import type { RegisteredDevice } from "./device.ts";
import type { DeviceStore, PushEndpoints } from "./ports.ts";

export interface RemoveDevicePorts extends RetryPorts {
  readonly devices: Pick<DeviceStore, "ofUser" | "remove">;
  readonly endpoints: Pick<PushEndpoints, "close">;
}

const RETRY = {
  withinMs: 1_000,
  firstPauseMs: 40,
  maxPauseMs: 240,
  busy: "The device is too busy, try again",
} as const;

/**
 * Removes the user's device, even if it registers again in the meantime. The list is changed before the endpoint
 * is closed, so that no further push goes there.
 * @throws ChatError `not_found`, `unavailable`
 */
export async function removeDevice(
  ports: RemoveDevicePorts,
  userId: string,
  deviceId: string,
): Promise<void> {
  await retry(ports, RETRY, async () => {
    const { devices } = await ports.devices.ofUser(userId);
    const device = devices.find((it) => it.deviceId === deviceId);
    if (device === undefined) throw new ChatError("not_found", "No such device");
    return (await removeIfUnchanged(ports, userId, device)) ? device : again();
  });
}

/** Removes a device. @returns false if it has registered again since it was read, has moved, or is gone */
export async function removeIfUnchanged(
  {
    devices,
    endpoints,
  }: { readonly devices: Pick<DeviceStore, "remove"> } & Pick<RemoveDevicePorts, "endpoints">,
  userId: string,
  device: RegisteredDevice,
): Promise<boolean> {
  if (!(await devices.remove(userId, device))) return false;
  await endpoints.close(device.endpoint);
  return true;
}
