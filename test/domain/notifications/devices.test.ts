import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Registration } from "../../../functions/domain/notifications/device.ts";
import { MAX_DEVICES, PushToken } from "../../../functions/domain/notifications/device.ts";
import { registerDevice } from "../../../functions/domain/notifications/register-device.ts";
import { removeDevice } from "../../../functions/domain/notifications/remove-device.ts";
import { FakePhones, MemoryDevices } from "../../support/memory-devices.ts";
import { FakeClock, FakeEntropy, NOON } from "../../support/memory-ports.ts";

let devices: MemoryDevices;
let phones: FakePhones;
let clock: FakeClock;
let entropy: FakeEntropy;

beforeEach(() => {
  devices = new MemoryDevices();
  phones = new FakePhones();
  clock = new FakeClock();
  entropy = new FakeEntropy();
});

const portsWith = (store: MemoryDevices) => ({
  devices: store,
  applications: phones,
  endpoints: phones,
  clock,
  entropy,
});
const register = (userId: string, token: string, platform: PushToken["platform"] = "fcm") =>
  registerDevice(portsWith(devices), userId, { platform, token });
const remove = (userId: string, deviceId: string) => removeDevice(portsWith(devices), userId, deviceId);
const listOf = async (userId: string) => (await devices.ofUser(userId)).devices;

describe("registering a device", () => {
  it("answers it, and opens an endpoint that says whose it is", async () => {
    const device = await register("ana", "t");
    expect(device).toEqual({ deviceId: expect.any(String), platform: "fcm", dateAdded: expect.any(String) });
    expect(Date.parse(device.dateAdded)).toBe(NOON);
    expect(phones.opened.get("endpoint of fcm t")).toEqual({ userId: "ana", deviceId: device.deviceId });
  });

  it("answers the same device to the same token again, and enables it again", async () => {
    const first = await register("ana", "t");
    phones.disabled.add("endpoint of fcm t");
    clock.time += 60_000;
    expect(await register("ana", "t")).toEqual(first);
    expect(await listOf("ana")).toHaveLength(1);
    expect(phones.disabled.size).toBe(0);
  });

  it("tells tokens of two platforms apart", async () => {
    const one = await register("ana", "t", "fcm");
    const other = await register("ana", "t", "apns");
    expect(other.deviceId).not.toBe(one.deviceId);
  });

  it("moves it if it was another user's, who has it no more", async () => {
    const first = await register("ana", "t");
    expect((await register("ben", "t")).deviceId).toBe(first.deviceId);
    expect(await listOf("ana")).toEqual([]);
    expect((await listOf("ben")).map(({ deviceId }) => deviceId)).toEqual([first.deviceId]);
    expect(phones.opened.get("endpoint of fcm t")?.userId).toBe("ben");
  });

  it("replaces the oldest by the 21st, whose endpoint is closed", async () => {
    for (let index = 0; index <= MAX_DEVICES; index += 1) {
      clock.time += 1000;
      await register("ana", `t${index}`);
    }
    expect(await listOf("ana")).toHaveLength(MAX_DEVICES);
    expect(phones.opened.has("endpoint of fcm t0")).toBe(false);
    expect(await devices.owner({ platform: "fcm", token: "t0" })).toBeUndefined();
    expect(phones.opened.has("endpoint of fcm t1")).toBe(true);
  });

  it("evicts none for one that is there already", async () => {
    for (let index = 0; index < MAX_DEVICES; index += 1) await register("ana", `t${index}`);
    await register("ana", "t7");
    expect(phones.opened.size).toBe(MAX_DEVICES);
  });

  it("begins anew when others are at it, and gives up when they never end", async () => {
    const busy = new BusyDevices(2);
    await registerDevice(portsWith(busy), "ana", { platform: "fcm", token: "t" });
    expect((await busy.ofUser("ana")).devices).toHaveLength(1);
    const endless = new BusyDevices(Number.POSITIVE_INFINITY);
    await expect(
      registerDevice(portsWith(endless), "ana", { platform: "fcm", token: "t" }),
    ).rejects.toMatchObject({ code: "unavailable" });
  });

  it("stores nothing of a token that is none, nor of a platform that is not served", async () => {
    await expect(register("ana", "refused")).rejects.toMatchObject({
      code: "invalid_request",
      problems: ["token: is no token of this platform"],
    });
    await expect(register("ana", "t", "apns_sandbox")).rejects.toMatchObject({
      problems: ["platform: is not enabled here"],
    });
    expect(await listOf("ana")).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["white space", "a b"],
    ["a control character", "a\u0007"],
    ["half of a character", "\ud800"],
    ["more than 4,096 characters", "t".repeat(4097)],
  ])("refuses %s for a token", (_, token) => {
    expect(PushToken.safeParse({ platform: "fcm", token }).success).toBe(false);
  });

  const digits = fc.string({
    unit: fc.constantFrom(..."0123456789abcdefABCDEF"),
    minLength: 64,
    maxLength: 200,
  });
  const apple = fc.constantFrom("apns" as const, "apns_sandbox" as const);

  it("takes a token of Apple for the same in any case", () => {
    fc.assert(
      fc.property(apple, digits, (platform, token) => {
        const parsed = PushToken.parse({ platform, token });
        expect(parsed).toEqual({ platform, token: token.toLowerCase() });
        expect(PushToken.parse({ platform, token: token.toUpperCase() })).toEqual(parsed);
      }),
    );
  });

  it("keeps the case of a token of Google", () => {
    expect(PushToken.parse({ platform: "fcm", token: "aB:c" }).token).toBe("aB:c");
  });

  it.each([
    ["63 digits", "a".repeat(63)],
    ["201 digits", "a".repeat(201)],
    ["a letter that is no digit", `g${"a".repeat(63)}`],
    ["digits of another script", "٣".repeat(64)],
    ["brackets, as older systems print it", `<${"a".repeat(64)}>`],
  ])("refuses %s for a token of Apple", (_what, token) => {
    const { error } = PushToken.safeParse({ platform: "apns", token });
    expect(error?.issues).toMatchObject([
      { path: ["token"], message: "must be 64 to 200 hexadecimal digits" },
    ]);
  });
});

/** Loses the first so many registrations to somebody else. */
class BusyDevices extends MemoryDevices {
  #left: number;
  constructor(times: number) {
    super();
    this.#left = times;
  }
  override async register(registration: Registration): Promise<boolean> {
    this.#left -= 1;
    return this.#left >= 0 ? false : super.register(registration);
  }
}

describe("removing a device", () => {
  it("takes it from its user, and closes its endpoint", async () => {
    const { deviceId } = await register("ana", "t");
    await remove("ana", deviceId);
    expect(await listOf("ana")).toEqual([]);
    expect(phones.opened.size).toBe(0);
    expect((await register("ana", "t")).deviceId).not.toBe(deviceId);
  });

  it("is not found where it is unknown, or another's", async () => {
    const { deviceId } = await register("ana", "t");
    await expect(remove("ana", "other")).rejects.toMatchObject({ code: "not_found" });
    await expect(remove("ben", deviceId)).rejects.toMatchObject({ code: "not_found" });
    expect(await listOf("ana")).toHaveLength(1);
  });

  it("wins over a registration that comes in between", async () => {
    const { deviceId } = await register("ana", "t");
    const original = devices.ofUser.bind(devices);
    devices.ofUser = async (userId) => {
      const list = await original(userId);
      devices.ofUser = original;
      clock.time += 1;
      await register("ana", "t");
      return list;
    };
    await remove("ana", deviceId);
    expect(await listOf("ana")).toEqual([]);
  });
});
