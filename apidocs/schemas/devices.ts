import * as z from "zod";
import { Device, PushToken } from "../../functions/domain/notifications/device.ts";
import { type Component, object } from "./component.ts";

export const DeviceList = z.object({ devices: z.array(Device) });

export const deviceRequests = {
  RegisterDeviceRequest: object(PushToken, "An app on a device, as its push service knows it.", {
    platform: "The push service that gave the token.",
    token: "What the push service gave the app.",
  }),
} satisfies Record<string, Component>;

export const deviceAnswers = {
  Device: object(Device, "A device that is notified.", {
    deviceId: "The device's id.",
    platform: "Its push service.",
    dateAdded: "When it was first registered.",
  }),
  DeviceList: object(DeviceList, "One's devices.", { devices: "Oldest first." }),
} satisfies Record<string, Component>;
