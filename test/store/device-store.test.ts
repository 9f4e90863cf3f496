import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_DEVICES, type PushToken } from "../../functions/domain/notifications/device.ts";
import { registerDevice } from "../../functions/domain/notifications/register-device.ts";
import { removeDevice } from "../../functions/domain/notifications/remove-device.ts";
import { systemClock, systemEntropy } from "../../functions/runtime/system.ts";
import { DynamodbDeviceStore } from "../../functions/store/dynamodb-device-store.ts";
import { Crashed, crashes } from "../support/crash.ts";
import { countCalls, crashingDatabase } from "../support/crashing-database.ts";
import { FakePhones } from "../support/memory-devices.ts";
import { devicePorts } from "../support/notification-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;
const phones = new FakePhones();

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const tokenOf = (token: string): PushToken => ({ platform: "fcm", token });
const portsWith = (devices: DynamodbDeviceStore) => ({
  ...devicePorts({ phones }),
  devices,
  clock: systemClock,
  entropy: systemEntropy,
});
const register = (userId: string, token: string, devices = table.devices) =>
  registerDevice(portsWith(devices), userId, tokenOf(token));
const idsOf = async (userId: string) =>
  (await table.devices.ofUser(userId)).devices.map(({ deviceId }) => deviceId);

/** Each token has one owner at most: the one user who lists its device. */
async function expectOneOwner(tokens: readonly string[], userIds: readonly string[]): Promise<void> {
  const lists = await Promise.all(userIds.map(async (userId) => [userId, await idsOf(userId)] as const));
  for (const token of tokens) {
    const owner = await table.devices.owner(tokenOf(token));
    const listed = lists.filter(([, ids]) => owner !== undefined && ids.includes(owner.deviceId));
    expect(listed.map(([userId]) => userId)).toEqual(owner === undefined ? [] : [owner.userId]);
  }
}

describe("devices in the table", () => {
  it("are stored beside the preferences, which they leave unchanged", async () => {
    const preferences = { internalChat: "none" as const, quietHours: null };
    await table.preferences.put("ana", preferences);
    const device = await register("ana", "a1");
    await table.preferences.put("ana", { ...preferences, internalChat: "added_only" });
    const settings = (await table.settings.ofUsers(["ana"])).get("ana");
    expect(settings).toEqual({
      preferences: { internalChat: "added_only", quietHours: null },
      devices: [expect.objectContaining({ ...device, endpoint: "endpoint of fcm a1" })],
    });
  });

  it("contain no token", async () => {
    await register("ana", "secret-token");
    const item = await table.database.get({ PK: "USER#ana", SK: "NOTIFICATIONS" });
    const owner = await table.database.get({
      PK: `PUSH#${table.devices.hashOf(tokenOf("secret-token"))}`,
      SK: "OWNER",
    });
    expect(owner).toMatchObject({ userId: "ana" });
    // The endpoint comes from the push service. The fake's contains the token.
    expect(JSON.stringify([item, owner]).replaceAll(/endpoint of fcm [\w-]+/g, "")).not.toContain(
      "secret-token",
    );
  });

  it("cost 4 write units to register, 6 to move, 4 to remove", async () => {
    const first = () => register("cost", "cost");
    expect(await table.units.of(first)).toEqual({ reads: 2, writes: 4 });
    expect(await table.units.of(first)).toEqual({ reads: 2, writes: 4 });
    expect(await table.units.of(() => register("other", "cost"))).toMatchObject({ writes: 6 });
    const [deviceId = ""] = await idsOf("other");
    expect(
      await table.units.of(() => removeDevice(portsWith(table.devices), "other", deviceId)),
    ).toMatchObject({ writes: 4 });
  });

  it("are at most 20, however many are registered at once", async () => {
    const tokens = Array.from({ length: 30 }, (_, index) => `burst${index}`);
    for (let start = 0; start < tokens.length; start += 3) {
      await Promise.all(tokens.slice(start, start + 3).map((token) => register("burst", token)));
    }
    expect(await idsOf("burst")).toHaveLength(MAX_DEVICES);
    await expectOneOwner(tokens, ["burst"]);
    const owned = await Promise.all(tokens.map((token) => table.devices.owner(tokenOf(token))));
    expect(owned.filter((it) => it !== undefined)).toHaveLength(MAX_DEVICES);
  });

  it("belong to one user, however many register the same token at once", async () => {
    const userIds = ["u1", "u2", "u3"];
    const outcomes = await Promise.all(userIds.map((userId) => register(userId, "wanted")));
    await expectOneOwner(["wanted"], userIds);
    const lists = await Promise.all(userIds.map(idsOf));
    expect(lists.flat()).toHaveLength(1);
    expect(outcomes.map(({ deviceId }) => deviceId)).toContain(lists.flat()[0]);
  });

  it("are not removed when they have registered again since they were read", async () => {
    await register("seen", "seen");
    const [seen] = (await table.devices.ofUser("seen")).devices;
    if (seen === undefined) throw new Error("no device");
    await systemClock.sleep(2);
    await register("seen", "seen");
    expect(await table.devices.remove("seen", seen)).toBe(false);
    expect(await idsOf("seen")).toHaveLength(1);
    const [now] = (await table.devices.ofUser("seen")).devices;
    if (now === undefined) throw new Error("no device");
    expect(await table.devices.remove("seen", now)).toBe(true);
    expect(await table.devices.remove("seen", now)).toBe(false);
    expect(await table.devices.owner(tokenOf("seen"))).toBeUndefined();
  });

  it("move whole or not at all, wherever the function crashes", async () => {
    await register("old", "counted");
    const calls = await countCalls(table, (database) =>
      register("new", "counted", new DynamodbDeviceStore(database)),
    );
    // The list, the owner, the transaction.
    expect(calls).toBe(3);
    for (const { at, when } of crashes(calls)) {
      const token = `crash ${at} ${when}`;
      await register("old", token);
      const crashing = new DynamodbDeviceStore(crashingDatabase(table, at, when));
      await expect(register("new", token, crashing)).rejects.toThrow(Crashed);
      await expectOneOwner([token], ["old", "new"]);
      const { deviceId } = await register("new", token);
      expect(await idsOf("new")).toContain(deviceId);
      expect(await idsOf("old")).not.toContain(deviceId);
    }
  });
});
