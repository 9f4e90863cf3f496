import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Registration } from "../../../functions/domain/notifications/device.ts";
import { MAX_DEVICES, PushToken } from "../../../functions/domain/notifications/device.ts";
import { registerDevice } from "../../../functions/domain/notifications/register-device.ts";
import { removeDevice } from "../../../functions/domain/notifications/remove-device.ts";
import { NOON } from "../../support/fake-clock.ts";
import { MemoryDevices } from "../../support/memory-devices.ts";
import { devicePorts } from "../../support/notification-ports.ts";

let ports: ReturnType<typeof devicePorts>;

beforeEach(() => {
  ports = devicePorts();
});

const register = (userId: string, token: string, platform: PushToken["platform"] = "fcm") =>
  registerDevice(ports, userId, { platform, token });
const remove = (userId: string, deviceId: string) => removeDevice(ports, userId, deviceId);
const devicesOf = async (userId: string) => (await ports.devices.ofUser(userId)).devices;

describe("registerDevice", () => {
  it("returns the device, and opens an endpoint that names its owner", async () => {
    const device = await register("ana", "t");
    expect(device).toEqual({ deviceId: expect.any(String), platform: "fcm", dateAdded: expect.any(String) });
    expect(Date.parse(device.dateAdded)).toBe(NOON);
    expect(ports.endpoints.opened.get("endpoint of fcm t")).toEqual({
      userId: "ana",
      deviceId: device.deviceId,
    });
  });

  it("returns the same device for the same token, and enables its endpoint again", async () => {
    const first = await register("ana", "t");
    ports.endpoints.disabled.add("endpoint of fcm t");
    ports.clock.time += 60_000;
    expect(await register("ana", "t")).toEqual(first);
    expect(await devicesOf("ana")).toHaveLength(1);
    expect(ports.endpoints.disabled.size).toBe(0);
  });

  it("keeps equal tokens of two platforms apart", async () => {
    const one = await register("ana", "t", "fcm");
    const other = await register("ana", "t", "apns");
    expect(other.deviceId).not.toBe(one.deviceId);
  });

  it("moves another user's device to the caller", async () => {
    const first = await register("ana", "t");
    expect((await register("ben", "t")).deviceId).toBe(first.deviceId);
    expect(await devicesOf("ana")).toEqual([]);
    expect((await devicesOf("ben")).map(({ deviceId }) => deviceId)).toEqual([first.deviceId]);
    expect(ports.endpoints.opened.get("endpoint of fcm t")?.userId).toBe("ben");
  });

  it("replaces the oldest device by the 21st, and closes its endpoint", async () => {
    for (let index = 0; index <= MAX_DEVICES; index += 1) {
      ports.clock.time += 1000;
      await register("ana", `t${index}`);
    }
    expect(await devicesOf("ana")).toHaveLength(MAX_DEVICES);
    expect(ports.endpoints.opened.has("endpoint of fcm t0")).toBe(false);
    expect(await ports.devices.owner({ platform: "fcm", token: "t0" })).toBeUndefined();
    expect(ports.endpoints.opened.has("endpoint of fcm t1")).toBe(true);
  });

  it("evicts no device for one that is registered already", async () => {
    for (let index = 0; index < MAX_DEVICES; index += 1) await register("ana", `t${index}`);
    await register("ana", "t7");
    expect(ports.endpoints.opened.size).toBe(MAX_DEVICES);
  });

  it("tries again after a refused write, and gives up when every write is refused", async () => {
    ports = devicePorts({ devices: new BusyDevices(2) });
    await register("ana", "t");
    expect(await devicesOf("ana")).toHaveLength(1);
    ports = devicePorts({ devices: new BusyDevices(Number.POSITIVE_INFINITY) });
    await expect(register("ana", "t")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("refuses an invalid token and a platform that is not served, and stores nothing", async () => {
    await expect(register("ana", "refused")).rejects.toMatchObject({
      code: "invalid_request",
      problems: ["token: is no token of this platform"],
    });
    await expect(register("ana", "t", "apns_sandbox")).rejects.toMatchObject({
      problems: ["platform: is not enabled here"],
    });
    expect(await devicesOf("ana")).toEqual([]);
  });

  it.each([
    ["an empty token", ""],
    ["white space", "a b"],
    ["a control character", "a\u0007"],
    ["a lone surrogate", "\ud800"],
    ["more than 4,096 characters", "t".repeat(4097)],
  ])("refuses %s as a token", (_, token) => {
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

/** Refuses the first registrations, as if another one had come first. */
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

describe("removeDevice", () => {
  it("removes the device and closes its endpoint", async () => {
    const { deviceId } = await register("ana", "t");
    await remove("ana", deviceId);
    expect(await devicesOf("ana")).toEqual([]);
    expect(ports.endpoints.opened.size).toBe(0);
    expect((await register("ana", "t")).deviceId).not.toBe(deviceId);
  });

  it("answers not_found for an unknown device and for another user's", async () => {
    const { deviceId } = await register("ana", "t");
    await expect(remove("ana", "other")).rejects.toMatchObject({ code: "not_found" });
    await expect(remove("ben", deviceId)).rejects.toMatchObject({ code: "not_found" });
    expect(await devicesOf("ana")).toHaveLength(1);
  });

  it("removes a device that registers again in the meantime", async () => {
    const { deviceId } = await register("ana", "t");
    const { devices } = ports;
    const ofUser = devices.ofUser.bind(devices);
    devices.ofUser = async (userId) => {
      const list = await ofUser(userId);
      devices.ofUser = ofUser;
      ports.clock.time += 1;
      await register("ana", "t");
      return list;
    };
    await remove("ana", deviceId);
    expect(await devicesOf("ana")).toEqual([]);
  });
});
