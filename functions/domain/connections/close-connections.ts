import * as z from "zod";
import type { ConnectionRef, ConnectionStore, Push } from "./ports.ts";

export interface CloseConnectionsPorts {
  readonly connections: Pick<ConnectionStore, "remove">;
  readonly push: Push;
}

/** Why the server closes a connection. */
const ByeCode = z.enum(["token_expired", "access_lost", "replaced"]);
export type ByeCode = z.infer<typeof ByeCode>;

export const ByeEvent = z
  .object({
    type: z.literal("bye").describe("The kind of event."),
    code: ByeCode.describe("The reason for the close."),
  })
  .describe("The last event before the server closes a connection.");
type ByeEvent = z.infer<typeof ByeEvent>;

/** Removes connections first, so that no further event reaches them; then sends `bye` and closes them. */
export async function closeConnections(
  { connections, push }: CloseConnectionsPorts,
  lost: readonly ConnectionRef[],
  code: ByeCode,
): Promise<void> {
  if (lost.length === 0) return;
  await Promise.all(lost.map((connection) => connections.remove(connection)));
  const event: ByeEvent = { type: "bye", code };
  await push.post(lost, event);
  await Promise.all(lost.map(({ connectionId }) => push.close(connectionId)));
}
