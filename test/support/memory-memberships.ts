import type {
  ChatSettings,
  Membership,
  ReadPosition,
  SendCharge,
} from "../../functions/domain/log/membership.ts";
import type { MembershipRef, MembershipStore } from "../../functions/domain/log/ports.ts";

type Name = Pick<Membership, "chatId" | "userId">;

const nameOf = ({ chatId, userId }: Name) => `${chatId}#${userId}`;

/** Memberships by chat and user. */
export class MemoryMemberships implements MembershipStore {
  readonly stored = new Map<string, Membership>();

  async find({ chatId }: { chatId: string }, userId: string): Promise<Membership | undefined> {
    return this.stored.get(nameOf({ chatId, userId }));
  }

  async ofUser(locationId: string, userId: string): Promise<Membership[]> {
    return [...this.stored.values()].filter((it) => it.locationId === locationId && it.userId === userId);
  }

  async ofChat({ chatId }: { chatId: string }, userIds: readonly string[]): Promise<Membership[]> {
    return userIds.flatMap((userId) => this.stored.get(nameOf({ chatId, userId })) ?? []);
  }

  async many(memberships: readonly MembershipRef[]): Promise<Membership[]> {
    return memberships.flatMap((it) => this.stored.get(nameOf(it)) ?? []);
  }

  async addMissing(memberships: readonly Membership[]): Promise<void> {
    for (const it of memberships) {
      if (!this.stored.has(nameOf(it))) this.put(it);
    }
  }

  async advanceRead(
    initial: Membership,
    { seq, messageCount }: ReadPosition,
  ): Promise<Membership | undefined> {
    const current = this.stored.get(nameOf(initial));
    if (current !== undefined && current.readSeq >= seq) return undefined;
    const moved = { ...(current ?? initial), readSeq: seq, readMessageCount: messageCount };
    this.put(moved);
    return moved;
  }

  async recordSend(
    initial: Membership,
    position: ReadPosition,
    { seen, until, cost }: SendCharge,
  ): Promise<void> {
    await this.advanceRead(initial, position);
    const current = this.stored.get(nameOf(initial)) ?? initial;
    const used = current.sendsUsedUntil;
    const sendsUsedUntil = used === seen ? until : (used ?? until - cost) + cost;
    this.put({ ...current, sendsUsedUntil });
  }

  async changeSettings(initial: Membership, settings: ChatSettings): Promise<Membership> {
    const changed = { ...(this.stored.get(nameOf(initial)) ?? initial), ...settings };
    this.put(changed);
    return changed;
  }

  /** The stored membership of a user who has one. */
  of(name: Name): Membership {
    const membership = this.stored.get(nameOf(name));
    if (membership === undefined) throw new Error(`no membership ${nameOf(name)}`);
    return membership;
  }

  /** Stores a membership as it is, over what is there. */
  put(membership: Membership): void {
    this.stored.set(nameOf(membership), membership);
  }

  delete(name: Name): void {
    this.stored.delete(nameOf(name));
  }
}
