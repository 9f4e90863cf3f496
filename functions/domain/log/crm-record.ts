import * as z from "zod";
import { Id } from "../identifier.ts";

/** A reference to a CRM record, so that colleagues discuss a lead with the lead at hand. */
export const CrmRecord = z.strictObject({
  type: z.enum(["contact", "opportunity", "conversation"]),
  id: Id,
});
export type CrmRecord = z.infer<typeof CrmRecord>;

/** Each once, in the order given. */
export const CrmRecords = z
  .array(CrmRecord)
  .max(10, "must have at most 10 records")
  .transform((records) => [
    ...new Map(records.map((record) => [`${record.type} ${record.id}`, record])).values(),
  ]);
