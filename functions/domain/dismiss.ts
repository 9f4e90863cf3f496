import type { ServerEvent } from "./events.ts";
import type { ConnectionRef, ConnectionStore, Push } from "./ports.ts";

export interface DismissPorts {
  readonly connections: Pick<ConnectionStore, "remove">;
  readonly push: Push;
}

/** Why the server closes a connection. */
export type ByeCode = Extract<ServerEvent, { type: "bye" }>["code"];

/** Closes connections: forgotten first, so that no event reaches them any more; then told why; then closed. */
export async function dismiss(
  { connections, push }: DismissPorts,
  lost: readonly ConnectionRef[],
  code: ByeCode,
): Promise<void> {
  if (lost.length === 0) return;
  await Promise.all(lost.map((connection) => connections.remove(connection)));
  await push.post(lost, { type: "bye", code });
  await Promise.all(lost.map(({ connectionId }) => push.close(connectionId)));
}
