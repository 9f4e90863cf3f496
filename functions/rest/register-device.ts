import { PushToken } from "../domain/notifications/device.ts";
import {
  type RegisterDevicePorts,
  registerDevice as register,
} from "../domain/notifications/register-device.ts";
import { Ignored, userOperation } from "./operation.ts";

/** 201 for a token that is known already, too: the answer is the same device. */
export const registerDevice = userOperation({
  query: Ignored,
  body: PushToken,
  handle: async (ports: RegisterDevicePorts, { caller, body }) => ({
    status: 201,
    body: await register(ports, caller.userId, body),
  }),
});
