import type { Connection } from "../../functions/domain/connection.ts";
import type { ServerEvent } from "../../functions/domain/events.ts";
import type { Location } from "../../functions/domain/location.ts";
import type { Membership, ReadPosition } from "../../functions/domain/membership.ts";
import type {
  Clock,
  ConnectionStore,
  Cursors,
  Directory,
  Entropy,
  Log,
  MembershipStore,
  Push,
} from "../../functions/domain/ports.ts";
import type { Profile } from "../../functions/domain/user.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";

/** Midday of a day after general availability. */
export const NOON = Date.parse("2026-03-02T12:00:00.000Z");

/** Time that passes only when somebody sleeps. */
export class FakeClock implements Clock {
  time = NOON;
  now(): number {
    return this.time;
  }
  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

export class FakeEntropy implements Entropy {
  #count = 0;
  ulid(): string {
    this.#count += 1;
    return `01TEST${String(this.#count).padStart(20, "0")}`;
  }
  random(): number {
    return 0.5;
  }
}

export class RecordingLog implements Log {
  readonly lines: { level: string; message: string; fields: object }[] = [];
  info(message: string, fields: object): void {
    this.lines.push({ level: "info", message, fields });
  }
  warn(message: string, fields: object): void {
    this.lines.push({ level: "warn", message, fields });
  }
  error(message: string, fields: object): void {
    this.lines.push({ level: "error", message, fields });
  }
  audit(message: string, fields: object): void {
    this.lines.push({ level: "audit", message, fields });
  }
}

class MemoryMemberships implements MembershipStore {
  readonly stored = new Map<string, Membership>();
  async find({ chatId }: { chatId: string }, userId: string): Promise<Membership | undefined> {
    return this.stored.get(`${chatId}#${userId}`);
  }
  async ofUser(locationId: string, userId: string): Promise<Membership[]> {
    return [...this.stored.values()].filter((it) => it.locationId === locationId && it.userId === userId);
  }
  async ofChat({ chatId }: { chatId: string }, userIds: readonly string[]): Promise<Membership[]> {
    return userIds.flatMap((userId) => this.stored.get(`${chatId}#${userId}`) ?? []);
  }
  async addMissing(memberships: readonly Membership[]): Promise<void> {
    for (const it of memberships) {
      const key = `${it.chatId}#${it.userId}`;
      if (!this.stored.has(key)) this.stored.set(key, it);
    }
  }
  async advanceRead(initial: Membership, { seq, messageCount }: ReadPosition): Promise<void> {
    const key = `${initial.chatId}#${initial.userId}`;
    const current = this.stored.get(key) ?? initial;
    if (current.readSeq >= seq && this.stored.has(key)) return;
    this.stored.set(key, { ...current, readSeq: seq, readMessageCount: messageCount });
  }
}

class MemoryConnections implements ConnectionStore {
  connections: Connection[] = [];
  async add(connection: Connection): Promise<Connection[]> {
    this.connections.push(connection);
    return [];
  }
  async remove({ connectionId }: Pick<Connection, "connectionId">): Promise<void> {
    this.connections = this.connections.filter((it) => it.connectionId !== connectionId);
  }
  async ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]> {
    return this.connections.filter((it) => it.locationId === locationId && userIds.includes(it.userId));
  }
}

export class RecordingPush implements Push {
  readonly posts: { connectionId: string; event: ServerEvent }[] = [];
  readonly closed: string[] = [];
  readonly gone = new Set<string>();
  async post(connections: readonly Connection[], event: ServerEvent): Promise<Connection[]> {
    for (const { connectionId } of connections) {
      if (!this.gone.has(connectionId)) this.posts.push({ connectionId, event });
    }
    return connections.filter(({ connectionId }) => this.gone.has(connectionId));
  }
  async close(connectionId: string): Promise<void> {
    this.closed.push(connectionId);
  }
}

class MemoryDirectory implements Directory {
  readonly users = new Map<string, Profile>();
  readonly locations = new Map<string, Location>();
  async profile(userId: string): Promise<Profile | undefined> {
    return this.users.get(userId);
  }
  async profiles(userIds: readonly string[]): Promise<Profile[]> {
    return userIds.flatMap((userId) => this.users.get(userId) ?? []);
  }
  async location(locationId: string): Promise<Location | undefined> {
    return this.locations.get(locationId);
  }
  async putProfile(profile: Profile): Promise<boolean> {
    this.users.set(profile.userId, profile);
    return true;
  }
  async putLocation(location: Omit<Location, "labs">): Promise<boolean> {
    this.locations.set(location.locationId, location);
    return true;
  }
}

/** Cursors that anybody can read, bound to their scope all the same. */
const plainCursors: Cursors = {
  seal: (scope, position) => JSON.stringify([scope, position]),
  open: (scope, cursor) => {
    const parsed: unknown = JSON.parse(cursor);
    return Array.isArray(parsed) && JSON.stringify(parsed[0]) === JSON.stringify(scope)
      ? parsed[1]
      : undefined;
  },
};

export function profile(userId: string, changes: Partial<Profile> = {}): Profile {
  return {
    userId,
    companyId: "acme",
    name: `${userId} Test`,
    email: `${userId}@example.com`,
    type: "account",
    role: "user",
    locationIds: ["loc"],
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    deleted: false,
    updatedAt: "2025-01-01T00:00:00.000Z",
    ...changes,
  };
}

export function connection(userId: string, changes: Partial<Connection> = {}): Connection {
  return {
    connectionId: `${userId}-socket`,
    userId,
    locationId: "loc",
    connectedAt: NOON - 60_000,
    expiresAt: NOON / 1000 + 3600,
    loginAs: false,
    ...changes,
  };
}

/** All ports of sending and creating, in memory; `loc` has the users named. */
export function memoryPorts(userIds: readonly string[] = ["ana", "ben", "cara"]) {
  const directory = new MemoryDirectory();
  directory.locations.set("loc", {
    locationId: "loc",
    companyId: "acme",
    name: "Main",
    updatedAt: "2025-01-01T00:00:00.000Z",
  });
  for (const userId of userIds) directory.users.set(userId, profile(userId));
  return {
    chats: new MemoryChatStore(),
    memberships: new MemoryMemberships(),
    connections: new MemoryConnections(),
    push: new RecordingPush(),
    directory,
    cursors: plainCursors,
    clock: new FakeClock(),
    entropy: new FakeEntropy(),
    log: new RecordingLog(),
    generalAvailability: Date.parse("2025-07-14"),
  };
}
