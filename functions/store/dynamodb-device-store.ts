import { createHash } from "node:crypto";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type {
  DeviceList,
  PushToken,
  RegisteredDevice,
  Registration,
  TokenOwner,
} from "../domain/notifications/device.ts";
import type { DeviceStore } from "../domain/notifications/ports.ts";
import type { Database } from "./database.ts";
import { IS_NEW, type ItemDeletion, type ItemPut, type ItemUpdate } from "./expressions.ts";
import { keys } from "./keys.ts";
import { deviceAttribute, deviceListFrom, deviceState } from "./notification-items.ts";
import { tryTransaction } from "./transaction.ts";

const LIST_UNMOVED = "devicesVersion = :version";
const LIST_IS_NEW = "attribute_not_exists(devicesVersion)";
const OWNER_UNMOVED = "userId = :ownerId AND deviceId = :deviceId";
const AS_REGISTERED = "#device.registeredAt = :registeredAt";

const OwnerItem = z.object({ userId: z.string(), deviceId: z.string() });

/** Devices of users, and the owner of each push token: both change together, or not at all. */
export class DynamodbDeviceStore implements DeviceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ofUser(userId: string): Promise<DeviceList> {
    return deviceListFrom(await this.#database.get(keys.notifications(userId)));
  }

  async owner(token: PushToken): Promise<TokenOwner | undefined> {
    const item = await this.#database.get(keys.pushToken(this.hashOf(token)));
    return item && OwnerItem.parse(item);
  }

  hashOf({ platform, token }: PushToken): string {
    return createHash("sha256").update(`${platform} ${token}`).digest("hex");
  }

  register({ userId, device, previousOwner, version, evicted }: Registration): Promise<boolean> {
    const moves = previousOwner !== undefined && previousOwner.userId !== userId;
    return this.#transact([
      { Put: this.#database.putInput(ownerPut(userId, device, previousOwner)) },
      { Update: this.#database.updateInput(listed(userId, device, { version, evicted })) },
      ...evicted.map((it) => ({ Delete: this.#database.deleteInput(disowned(userId, it)) })),
      ...(moves ? [{ Update: this.#database.updateInput(unlisted(previousOwner)) }] : []),
    ]);
  }

  remove(userId: string, device: RegisteredDevice): Promise<boolean> {
    const { update, names, ...rest } = unlisted({ userId, deviceId: device.deviceId });
    const asRegistered = {
      condition: AS_REGISTERED,
      names,
      values: { ...rest.values, ":registeredAt": device.registeredAt },
    };
    return this.#transact([
      { Update: this.#database.updateInput({ ...rest, update, ...asRegistered }) },
      { Delete: this.#database.deleteInput(disowned(userId, device)) },
    ]);
  }

  async #transact(items: TransactWriteItem[]): Promise<boolean> {
    return (await tryTransaction(this.#database, items)) === undefined;
  }
}

function ownerPut(
  userId: string,
  { deviceId, tokenHash }: RegisteredDevice,
  previous: TokenOwner | undefined,
): ItemPut {
  const item = { ...keys.pushToken(tokenHash), userId, deviceId };
  return previous === undefined ? { item, condition: IS_NEW } : { item, ...ownedBy(previous) };
}

/** Adds the device to the list, removes those that make room for it, and raises the list's version. */
function listed(
  userId: string,
  device: RegisteredDevice,
  { version, evicted }: Pick<Registration, "version" | "evicted">,
): ItemUpdate {
  const out = evicted.map(({ deviceId }, index) => [`#evicted${index}`, deviceAttribute(deviceId)] as const);
  const removal = out.length === 0 ? "" : ` REMOVE ${out.map(([name]) => name).join(", ")}`;
  return {
    key: keys.notifications(userId),
    update: `SET #device = :device, devicesVersion = :next${removal}`,
    condition: version === 0 ? LIST_IS_NEW : LIST_UNMOVED,
    names: { "#device": deviceAttribute(device.deviceId), ...Object.fromEntries(out) },
    values: {
      ":device": deviceState(device),
      ":next": version + 1,
      ...(version > 0 && { ":version": version }),
    },
  };
}

function unlisted({ userId, deviceId }: TokenOwner) {
  return {
    key: keys.notifications(userId),
    update: "REMOVE #device ADD devicesVersion :one",
    names: { "#device": deviceAttribute(deviceId) },
    values: { ":one": 1 },
  };
}

function disowned(userId: string, { deviceId, tokenHash }: RegisteredDevice): ItemDeletion {
  return { key: keys.pushToken(tokenHash), ...ownedBy({ userId, deviceId }) };
}

function ownedBy({ userId, deviceId }: TokenOwner) {
  return { condition: OWNER_UNMOVED, values: { ":ownerId": userId, ":deviceId": deviceId } };
}
