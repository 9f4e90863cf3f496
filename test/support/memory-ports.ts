import type { Connection } from "../../functions/domain/connections/connection.ts";
import type { ConnectionStore, Push } from "../../functions/domain/connections/ports.ts";
import { labsSwitch } from "../../functions/domain/directory/labs.ts";
import type { Labs, Location } from "../../functions/domain/directory/location.ts";
import type { Directory } from "../../functions/domain/directory/ports.ts";
import type { Profile } from "../../functions/domain/directory/user.ts";
import {
  entryIn,
  type NameEntry,
  type NamePosition,
} from "../../functions/domain/directory/user-name-index.ts";
import type {
  ChatSettings,
  Membership,
  ReadPosition,
  SendCharge,
} from "../../functions/domain/log/membership.ts";
import type { MembershipRef, MembershipStore } from "../../functions/domain/log/ports.ts";
import type { CountName, DurationName, Metrics } from "../../functions/domain/metrics.ts";
import type { Cursors, ListRange } from "../../functions/domain/paging.ts";
import type { Clock, Entropy, Log } from "../../functions/domain/ports.ts";
import type { ErrorFrame, ServerEvent } from "../../functions/domain/server-events.ts";
import { MemoryFiles } from "./memory-attachments.ts";
import { MemoryChatStore } from "./memory-chat-store.ts";
import { MemoryConversationStore } from "./memory-conversation-store.ts";

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
  async many(memberships: readonly MembershipRef[]): Promise<Membership[]> {
    return memberships.flatMap(({ chatId, userId }) => this.stored.get(`${chatId}#${userId}`) ?? []);
  }
  async addMissing(memberships: readonly Membership[]): Promise<void> {
    for (const it of memberships) {
      const key = `${it.chatId}#${it.userId}`;
      if (!this.stored.has(key)) this.stored.set(key, it);
    }
  }
  async advanceRead(
    initial: Membership,
    { seq, messageCount }: ReadPosition,
  ): Promise<Membership | undefined> {
    const key = `${initial.chatId}#${initial.userId}`;
    const current = this.stored.get(key) ?? initial;
    if (current.readSeq >= seq && this.stored.has(key)) return undefined;
    const moved = { ...current, readSeq: seq, readMessageCount: messageCount };
    this.stored.set(key, moved);
    return moved;
  }
  async recordSend(
    initial: Membership,
    position: ReadPosition,
    { seen, until, cost }: SendCharge,
  ): Promise<void> {
    await this.advanceRead(initial, position);
    const key = `${initial.chatId}#${initial.userId}`;
    const current = this.stored.get(key) ?? initial;
    const used = current.sendsUsedUntil;
    const sendsUsedUntil = used === seen ? until : (used ?? until - cost) + cost;
    this.stored.set(key, { ...current, sendsUsedUntil });
  }
  async changeSettings(initial: Membership, settings: ChatSettings): Promise<Membership> {
    const key = `${initial.chatId}#${initial.userId}`;
    const changed = { ...(this.stored.get(key) ?? initial), ...settings };
    this.stored.set(key, changed);
    return changed;
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
  async extend({ connectionId }: Pick<Connection, "connectionId">, expiresAt: number): Promise<boolean> {
    const known = this.connections.some((it) => it.connectionId === connectionId);
    this.connections = this.connections.map((it) =>
      it.connectionId === connectionId ? { ...it, expiresAt } : it,
    );
    return known;
  }
  async expiryOf({ connectionId }: Pick<Connection, "connectionId">): Promise<number | undefined> {
    return this.connections.find((it) => it.connectionId === connectionId)?.expiresAt;
  }
  async everywhere(userId: string): Promise<Connection[]> {
    return this.connections.filter((it) => it.userId === userId);
  }
  async ofUsers(locationId: string, userIds: readonly string[]): Promise<Connection[]> {
    return this.connections.filter((it) => it.locationId === locationId && userIds.includes(it.userId));
  }
  async watch({ connectionId }: Pick<Connection, "connectionId">, on: boolean): Promise<boolean> {
    const known = this.connections.some((it) => it.connectionId === connectionId);
    this.connections = this.connections.map((it) =>
      it.connectionId === connectionId ? { ...it, watching: on } : it,
    );
    return known;
  }
  async watching(locationId: string): Promise<Connection[]> {
    return this.connections.filter((it) => it.locationId === locationId && it.watching);
  }
}

export class RecordingPush implements Push {
  readonly posts: { connectionId: string; event: ServerEvent | ErrorFrame }[] = [];
  readonly closed: string[] = [];
  readonly gone = new Set<string>();
  async post<Target extends Pick<Connection, "connectionId">>(
    connections: readonly Target[],
    event: ServerEvent | ErrorFrame,
  ): Promise<Target[]> {
    for (const { connectionId } of connections) {
      if (!this.gone.has(connectionId)) this.posts.push({ connectionId, event });
    }
    return connections.filter(({ connectionId }) => this.gone.has(connectionId));
  }
  async close(connectionId: string): Promise<void> {
    this.closed.push(connectionId);
  }
}

export class RecordingMetrics implements Metrics {
  readonly counts = new Map<CountName, number>();
  readonly times = new Map<DurationName, number[]>();
  count(name: CountName, value = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + value);
  }
  time(name: DurationName, milliseconds: number): void {
    this.times.set(name, [...(this.times.get(name) ?? []), milliseconds]);
  }
}

class MemoryDirectory implements Directory {
  readonly users = new Map<string, Profile>();
  readonly locations = new Map<string, Location>();
  /** Entries of the index that no profile confirms any more. */
  readonly leftInIndex: NameEntry[] = [];
  async profile(userId: string): Promise<Profile | undefined> {
    return this.users.get(userId);
  }
  async profiles(userIds: readonly string[]): Promise<Profile[]> {
    return userIds.flatMap((userId) => this.users.get(userId) ?? []);
  }
  async location(locationId: string): Promise<Location | undefined> {
    return this.locations.get(locationId);
  }
  async locationsById(locationIds: readonly string[]): Promise<Location[]> {
    return locationIds.flatMap((locationId) => this.locations.get(locationId) ?? []);
  }
  async putProfile(profile: Profile): Promise<boolean> {
    this.users.set(profile.userId, profile);
    return true;
  }
  async putLocation(location: Omit<Location, "labs">): Promise<boolean> {
    this.locations.set(location.locationId, location);
    return true;
  }
  async putLabs(locationId: string, labs: Labs): Promise<void> {
    const location = this.locations.get(locationId);
    if (location !== undefined) this.locations.set(locationId, { ...location, labs });
  }
  async usersByName(locationId: string, { after, limit }: ListRange<NamePosition>): Promise<NameEntry[]> {
    const sortable = ({ name, id }: NamePosition) => `${name}\t${id}`;
    return [...this.leftInIndex, ...[...this.users.values()].flatMap((it) => entryIn(locationId, it) ?? [])]
      .filter(({ position }) => after === undefined || sortable(position) > sortable(after))
      .sort((one, other) => (sortable(one.position) < sortable(other.position) ? -1 : 1))
      .slice(0, limit);
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
    watching: false,
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
  const chats = new MemoryChatStore();
  const clock = new FakeClock();
  return {
    chats,
    attachments: chats.attachments,
    files: new MemoryFiles(),
    conversations: new MemoryConversationStore(),
    memberships: new MemoryMemberships(),
    connections: new MemoryConnections(),
    push: new RecordingPush(),
    directory,
    cursors: plainCursors,
    clock,
    entropy: new FakeEntropy(),
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
    feature: labsSwitch(clock, Date.parse("2025-07-14")),
  };
}
