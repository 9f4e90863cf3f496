import type { Connection } from "../../functions/domain/connections/connection.ts";
import type { ConnectionStore } from "../../functions/domain/connections/ports.ts";

/** Connections in the order in which they came. It evicts none. */
export class MemoryConnections implements ConnectionStore {
  connections: Connection[] = [];

  async add(connection: Connection): Promise<Connection[]> {
    this.connections.push(connection);
    return [];
  }

  async remove({ connectionId }: Pick<Connection, "connectionId">): Promise<void> {
    this.connections = this.connections.filter((it) => it.connectionId !== connectionId);
  }

  async extend(connection: Pick<Connection, "connectionId">, expiresAt: number): Promise<boolean> {
    return this.#change(connection, { expiresAt });
  }

  async setCompany(connection: Pick<Connection, "connectionId">, companyId: string | null): Promise<void> {
    this.#change(connection, { companyId });
  }

  async expiryOf({ connectionId }: Pick<Connection, "connectionId">): Promise<number | undefined> {
    return this.connections.find((it) => it.connectionId === connectionId)?.expiresAt;
  }

  async everywhere(userId: string): Promise<Connection[]> {
    return this.connections.filter((it) => it.userId === userId);
  }

  async ofActor(actorId: string): Promise<Connection[]> {
    return this.connections.filter((it) => it.actorId === actorId);
  }

  async ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]> {
    return this.connections.filter(
      (it) => it.locationId === locationId && it.actorId === null && userIds.includes(it.userId),
    );
  }

  async watch(connection: Pick<Connection, "connectionId">, on: boolean): Promise<boolean> {
    return this.#change(connection, { watching: on });
  }

  async watching(locationId: string): Promise<Connection[]> {
    return this.connections.filter((it) => it.locationId === locationId && it.watching);
  }

  #change({ connectionId }: Pick<Connection, "connectionId">, changes: Partial<Connection>): boolean {
    const known = this.connections.some((it) => it.connectionId === connectionId);
    this.connections = this.connections.map((it) =>
      it.connectionId === connectionId ? { ...it, ...changes } : it,
    );
    return known;
  }

  /** The ids of all connections. */
  ids(): string[] {
    return this.connections.map(({ connectionId }) => connectionId);
  }
}
