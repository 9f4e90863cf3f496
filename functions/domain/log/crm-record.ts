import * as z from "zod";
import { Id } from "../identifier.ts";

export const CrmRecord = z
  .strictObject({
    type: z.enum(["contact", "opportunity", "conversation"]).describe("The kind of record."),
    id: Id.describe("The record's id in the CRM."),
  })
  .describe("A reference to a CRM record that the chat or message is about.");
export type CrmRecord = z.infer<typeof CrmRecord>;

/** A list in the order given, without duplicates. */
export const CrmRecords = z
  .array(CrmRecord)
  .max(10, "must have at most 10 records")
  .transform((records) => [
    ...new Map(records.map((record) => [`${record.type} ${record.id}`, record])).values(),
  ]);
