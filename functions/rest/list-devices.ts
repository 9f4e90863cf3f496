import { deviceFrom } from "../domain/notifications/device.ts";
import type { DeviceStore } from "../domain/notifications/ports.ts";
import { Ignored, userOperation } from "./operation.ts";

/** One's own devices, oldest first. */
export const listDevices = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async ({ devices }: { readonly devices: Pick<DeviceStore, "ofUser"> }, { caller }) => {
    const list = await devices.ofUser(caller.userId);
    return { status: 200, body: { devices: list.devices.map(deviceFrom) } };
  },
});
