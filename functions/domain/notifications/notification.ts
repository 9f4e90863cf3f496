import * as z from "zod";

/** What subscribers of the notifications topic get: one per event and recipient. */
export const Notification = z.object({
  version: z.literal(1),
  event: z.enum(["message", "added"]),
  /** The recipient. */
  userId: z.string(),
  locationId: z.string(),
  chatId: z.string(),
  seq: z.number().int(),
  senderId: z.string(),
  senderName: z.string(),
  subject: z.string().nullable(),
  /** As in `Chat`; `""` for `added`. */
  preview: z.string(),
  /** In the recipient's quiet hours: deliver without a sound, if at all. */
  quiet: z.boolean(),
  dateAdded: z.string(),
  /** The same at each delivery of the same notification. */
  dedupeId: z.string(),
});
export type Notification = z.infer<typeof Notification>;
