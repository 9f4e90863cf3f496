import { Device } from "../../functions/domain/notifications/device.ts";
import { deviceOperations } from "../../functions/rest/devices.ts";
import type { OperationName } from "../../functions/rest/routes.ts";
import { ids } from "../examples.ts";
import { DeviceList } from "../schemas/answers.ts";
import { answer, type OperationDoc } from "./operation-doc.ts";

const operations = deviceOperations;

const device: Device = { deviceId: ids.deviceId, platform: "fcm", dateAdded: "2025-07-15T09:12:31.006Z" };

export const deviceDocs = {
  registerDevice: {
    summary: "Register a device for push notifications",
    text: "The same token again answers the same device, and moves it if it was another user's. A 21st device replaces the oldest.",
    operation: operations.registerDevice,
    request: { platform: "fcm", token: "fZ3kQ9:APA91bH" },
    answers: { 201: answer("The device.", Device, device) },
  },
  listDevices: {
    summary: "List one's devices",
    operation: operations.listDevices,
    answers: { 200: answer("Oldest first.", DeviceList, { devices: [device] }) },
  },
  removeDevice: {
    summary: "Remove a device",
    text: "It gets no notification any more.",
    operation: operations.removeDevice,
    answers: { 204: { text: "It is removed." } },
    errors: ["not_found"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
