import { deviceFrom, PushToken } from "../domain/notifications/device.ts";
import type { DeviceStore } from "../domain/notifications/ports.ts";
import { type RegisterDevicePorts, registerDevice } from "../domain/notifications/register-device.ts";
import { type RemoveDevicePorts, removeDevice } from "../domain/notifications/remove-device.ts";
import { pathId, userOperation } from "./operation.ts";

/** The caller's own devices. */
export const deviceOperations = {
  /** 201 for a known token, too: the answer is the same device. */
  registerDevice: userOperation({
    body: PushToken,
    handle: async (ports: RegisterDevicePorts, { caller, body: token }) => ({
      status: 201,
      body: await registerDevice(ports, caller.userId, token),
    }),
  }),
  /** Oldest first. */
  listDevices: userOperation({
    handle: async ({ devices }: { readonly devices: Pick<DeviceStore, "ofUser"> }, { caller }) => {
      const list = await devices.ofUser(caller.userId);
      return { status: 200, body: { devices: list.devices.map(deviceFrom) } };
    },
  }),
  removeDevice: userOperation({
    handle: async (ports: RemoveDevicePorts, { caller, params }) => {
      await removeDevice(ports, caller.userId, pathId(params, "deviceId"));
      return { status: 204 };
    },
  }),
};
