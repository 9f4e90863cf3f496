import * as z from "zod";
import { SentTimestamp } from "../timestamp.ts";

/** `updatedAt` of every directory write. */
export const UpdatedAt = SentTimestamp.describe(
  "When the CRM changed the record. A write that is not newer than the stored record is ignored.",
);

/** `deleted` of a directory write. */
export const Deleted = z
  .boolean()
  .optional()
  .describe("True deletes the record. A newer write without it restores the record.");
