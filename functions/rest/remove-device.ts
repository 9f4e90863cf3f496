import { type RemoveDevicePorts, removeDevice as remove } from "../domain/notifications/remove-device.ts";
import { Ignored, pathId, userOperation } from "./operation.ts";

export const removeDevice = userOperation({
  query: Ignored,
  body: Ignored,
  handle: async (ports: RemoveDevicePorts, { caller, params }) => {
    await remove(ports, caller.userId, pathId(params, "deviceId"));
    return { status: 204 };
  },
});
