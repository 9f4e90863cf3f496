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
    text: "A known token gets the same device; if it was another user's, it moves to the caller. A 21st device replaces the oldest.",
    operation: operations.registerDevice,
    request: { platform: "fcm", token: "fZ3kQ9:APA91bH" },
    answers: { 201: answer("The device.", Device, device) },
  },
  listDevices: {
    summary: "List the caller's devices",
    operation: operations.listDevices,
    answers: { 200: answer("The devices, oldest first.", DeviceList, { devices: [device] }) },
  },
  removeDevice: {
    summary: "Remove a device",
    text: "The device gets no further notifications.",
    operation: operations.removeDevice,
    answers: { 204: { text: "The device is removed." } },
    errors: ["not_found"],
  },
} satisfies Partial<Record<OperationName, OperationDoc>>;
