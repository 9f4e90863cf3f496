import * as z from "zod";

/** A message on the notifications topic: one per event and recipient. */
export const Notification = z.object({
  version: z.literal(1),
  event: z.enum(["message", "added"]),
  /** The recipient's user id. */
  userId: z.string(),
  locationId: z.string(),
  chatId: z.string(),
  seq: z.number().int(),
  senderId: z.string(),
  senderName: z.string(),
  subject: z.string().nullable(),
  /** As `lastMessageBody` of `Chat`; `""` for `added`. */
  preview: z.string(),
  /** True in the recipient's quiet hours: deliver without a sound, or not at all. */
  quiet: z.boolean(),
  dateAdded: z.string(),
  /** The same for each delivery of one notification. */
  dedupeId: z.string(),
});
export type Notification = z.infer<typeof Notification>;
