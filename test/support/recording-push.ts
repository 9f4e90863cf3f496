import type { Connection } from "../../functions/domain/connections/connection.ts";
import type { Push, Undelivered } from "../../functions/domain/connections/ports.ts";
import type { ErrorFrame, ServerEvent } from "../../functions/domain/server-events.ts";

/** Keeps what is posted. Connections in `gone` answer as if they had closed; posts to those in `failing` fail. */
export class RecordingPush implements Push {
  readonly posts: { connectionId: string; event: ServerEvent | ErrorFrame }[] = [];
  readonly closed: string[] = [];
  readonly gone = new Set<string>();
  readonly failing = new Set<string>();

  async post<Target extends Pick<Connection, "connectionId">>(
    connections: readonly Target[],
    event: ServerEvent | ErrorFrame,
  ): Promise<Undelivered<Target>> {
    const those = (ids: ReadonlySet<string>) =>
      connections.filter(({ connectionId }) => ids.has(connectionId));
    for (const { connectionId } of connections) {
      if (!this.gone.has(connectionId) && !this.failing.has(connectionId)) {
        this.posts.push({ connectionId, event });
      }
    }
    return { gone: those(this.gone), failed: those(this.failing) };
  }

  async close(connectionId: string): Promise<void> {
    this.closed.push(connectionId);
  }

  /** The events that a connection got, in order. */
  eventsOf(connectionId: string): (ServerEvent | ErrorFrame)[] {
    return this.posts.filter((post) => post.connectionId === connectionId).map(({ event }) => event);
  }
}
