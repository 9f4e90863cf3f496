import { inBatches } from "../domain/batches.ts";
import type { ChatRef } from "../domain/log/chat-header.ts";
import {
  type ChatSettings,
  Membership,
  type ReadPosition,
  type SendCharge,
} from "../domain/log/membership.ts";
import type { MembershipRef, MembershipStore } from "../domain/log/ports.ts";
import type { Database } from "./database.ts";
import { IS_NEW } from "./expressions.ts";
import type { Item } from "./item.ts";
import { keys, locationOf, membershipsOf, sortId, userOf } from "./keys.ts";

/** Concurrent writes. DynamoDB has no conditional batch, and an unconditional one could undo a read pointer. */
const CONCURRENT_PUTS = 25;

/** Users' own states in chats; also the index of a user's chats. */
export class DynamodbMembershipStore implements MembershipStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(chat: ChatRef, userId: string): Promise<Membership | undefined> {
    const item = await this.#database.get(keys.membership(chat, userId));
    return item && membershipFrom(item);
  }

  async ofUser(locationId: string, userId: string): Promise<Membership[]> {
    const items = await this.#database.query({
      ...membershipsOf(locationId, userId),
      consistent: true,
      forward: true,
    });
    return items.map(membershipFrom);
  }

  async ofChat(chat: ChatRef, userIds: readonly string[]): Promise<Membership[]> {
    return this.many(userIds.map((userId) => ({ ...chat, userId })));
  }

  async many(memberships: readonly MembershipRef[]): Promise<Membership[]> {
    const wanted = memberships.map((it) => keys.membership(it, it.userId));
    return (await this.#database.getMany(wanted, { consistent: false })).map(membershipFrom);
  }

  async addMissing(memberships: readonly Membership[]): Promise<void> {
    for (const batch of inBatches(memberships, CONCURRENT_PUTS)) {
      const puts = batch.map((it) => ({ item: membershipItem(it), condition: IS_NEW }));
      await Promise.all(puts.map((put) => this.#database.put(put)));
    }
  }

  async advanceRead(initial: Membership, position: ReadPosition): Promise<Membership | undefined> {
    const moved = await this.#advance(initial, position);
    return moved && membershipFrom(moved);
  }

  async recordSend(
    initial: Membership,
    position: ReadPosition,
    { seen, until, cost }: SendCharge,
  ): Promise<void> {
    const alone = {
      assignment: "sendsUsedUntil = :until",
      values: { ":until": until, ...(seen !== undefined && { ":seen": seen }) },
      condition: seen === undefined ? "attribute_not_exists(sendsUsedUntil)" : "sendsUsedUntil = :seen",
    };
    const onTop = {
      assignment: "sendsUsedUntil = if_not_exists(sendsUsedUntil, :start) + :cost",
      values: { ":start": until - cost, ":cost": cost },
    };
    const recorded =
      (await this.#advance(initial, position, alone)) ?? (await this.#advance(initial, position, onTop));
    if (recorded !== undefined) return;
    const key = keys.membership(initial, initial.userId);
    await this.#database.update({ key, update: `SET ${onTop.assignment}`, values: onTop.values });
  }

  #advance(initial: Membership, { seq, messageCount }: ReadPosition, also?: Also): Promise<Item | undefined> {
    const { readSeq: _seq, readMessageCount: _count, ...rest } = stateOf(initial);
    const isForward = `(${IS_NEW} OR readSeq < :readSeq)`;
    return this.#upsert(initial, {
      set: { readSeq: seq, readMessageCount: messageCount },
      otherwise: rest,
      condition: also?.condition === undefined ? isForward : `${isForward} AND ${also.condition}`,
      also,
    });
  }

  async changeSettings(initial: Membership, settings: ChatSettings): Promise<Membership> {
    const rest = Object.entries(stateOf(initial)).filter(([name]) => !Object.keys(settings).includes(name));
    const changed = await this.#upsert(initial, { set: settings, otherwise: Object.fromEntries(rest) });
    return membershipFrom(changed ?? membershipItem(initial));
  }

  /** Sets some attributes, and the others only where there are none yet. */
  #upsert(initial: Membership, { set, otherwise, condition, also }: Upsert): Promise<Item | undefined> {
    const assignments = [
      ...Object.keys(set).map((name) => `${name} = :${name}`),
      ...Object.keys(otherwise).map((name) => `${name} = if_not_exists(${name}, :${name})`),
      ...(also === undefined ? [] : [also.assignment]),
    ];
    const values = Object.entries({ ...set, ...otherwise }).map(([name, value]) => [`:${name}`, value]);
    return this.#database.update({
      key: keys.membership(initial, initial.userId),
      update: `SET ${assignments.join(", ")}`,
      ...(condition !== undefined && { condition }),
      values: { ...Object.fromEntries(values), ...also?.values },
    });
  }
}

interface Upsert {
  readonly set: Item;
  readonly otherwise: Item;
  readonly condition?: string;
  readonly also?: Also | undefined;
}

/** One more assignment of an update, as DynamoDB writes it. */
interface Also {
  readonly assignment: string;
  readonly values: Item;
  readonly condition?: string;
}

function membershipItem(membership: Membership): Item {
  return { ...keys.membership(membership, membership.userId), ...stateOf(membership) };
}

/** The attributes besides the key. */
function stateOf({ locationId: _location, chatId: _chat, userId: _user, ...state }: Membership) {
  return state;
}

function membershipFrom(item: Item): Membership {
  return Membership.parse({
    ...item,
    locationId: locationOf(item),
    userId: userOf(item),
    chatId: sortId(item),
  });
}
