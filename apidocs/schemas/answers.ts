import * as z from "zod";
import { Device } from "../../functions/domain/notifications/device.ts";

/** Answers that handlers build from literals, so that no schema in `functions` describes them. */
export const Health = z
  .object({
    status: z.literal("ok").describe("Always `ok`."),
    version: z.string().describe("The deployed version."),
  })
  .describe("The service is up.");

export const Applied = z
  .object({ applied: z.boolean().describe("False if the stored record is as new or newer.") })
  .describe("The result of an update.");

export const DeviceList = z
  .object({ devices: z.array(Device).describe("Oldest first.") })
  .describe("The caller's devices.");
