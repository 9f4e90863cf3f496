import { invalidField } from "../../functions/domain/errors.ts";
import type {
  DeviceList,
  PushToken,
  RegisteredDevice,
  Registration,
  TokenOwner,
} from "../../functions/domain/notifications/device.ts";
import type {
  DeviceStore,
  NotificationSettings,
  NotificationSettingsStore,
  PhoneNotification,
  PushApplications,
  PushEndpoints,
  Pushed,
} from "../../functions/domain/notifications/ports.ts";
import type { NotificationPreferences } from "../../functions/domain/notifications/preferences.ts";

/** The rules of the device transactions in memory, with the preferences that share an item with devices. */
export class MemoryDevices implements DeviceStore, NotificationSettingsStore {
  readonly lists = new Map<string, DeviceList>();
  readonly owners = new Map<string, TokenOwner>();
  readonly preferences = new Map<string, NotificationPreferences>();

  async ofUser(userId: string): Promise<DeviceList> {
    return this.lists.get(userId) ?? { devices: [], version: 0 };
  }

  async owner(token: PushToken): Promise<TokenOwner | undefined> {
    return this.owners.get(this.hashOf(token));
  }

  hashOf({ platform, token }: PushToken): string {
    return `${platform} ${token}`;
  }

  async register(registration: Registration): Promise<boolean> {
    const { userId, device, previousOwner, version, evicted } = registration;
    const list = await this.ofUser(userId);
    const owner = this.owners.get(device.tokenHash);
    if (list.version !== version || !isSame(owner, previousOwner)) return false;
    if (owner !== undefined && owner.userId !== userId) await this.#unlist(owner.userId, [device]);
    for (const { tokenHash } of evicted) this.owners.delete(tokenHash);
    this.owners.set(device.tokenHash, { userId, deviceId: device.deviceId });
    await this.#unlist(userId, [device, ...evicted]);
    const { devices } = await this.ofUser(userId);
    this.lists.set(userId, { devices: [...devices, device], version: version + 1 });
    return true;
  }

  async remove(userId: string, device: RegisteredDevice): Promise<boolean> {
    const { devices } = await this.ofUser(userId);
    const found = devices.find(({ deviceId }) => deviceId === device.deviceId);
    if (found?.registeredAt !== device.registeredAt) return false;
    this.owners.delete(device.tokenHash);
    await this.#unlist(userId, [device]);
    return true;
  }

  async ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationSettings>> {
    return new Map(
      userIds.map((userId) => [
        userId,
        { preferences: this.preferences.get(userId), devices: this.lists.get(userId)?.devices ?? [] },
      ]),
    );
  }

  async #unlist(userId: string, out: readonly RegisteredDevice[]): Promise<void> {
    const { devices, version } = await this.ofUser(userId);
    const ids = new Set(out.map(({ deviceId }) => deviceId));
    this.lists.set(userId, {
      devices: devices.filter(({ deviceId }) => !ids.has(deviceId)),
      version: version + 1,
    });
  }
}

function isSame(one: TokenOwner | undefined, other: TokenOwner | undefined): boolean {
  return one?.userId === other?.userId && one?.deviceId === other?.deviceId;
}

/** Push services whose endpoints a test can disable or let fail. */
export class FakePhones implements PushApplications, PushEndpoints {
  /** The last owner of each endpoint. */
  readonly opened = new Map<string, TokenOwner>();
  readonly pushed: PhoneNotification[] = [];
  /** Endpoints that take no push any more. */
  readonly disabled = new Set<string>();
  /** Endpoints whose pushes fail, to be tried again. */
  readonly failing = new Set<string>();

  serves(platform: PushToken["platform"]): boolean {
    return platform !== "apns_sandbox";
  }

  async open({ platform, token }: PushToken, owner: TokenOwner): Promise<string> {
    if (token === "refused") throw invalidField("token", "is no token of this platform");
    const endpoint = `endpoint of ${platform} ${token}`;
    this.opened.set(endpoint, owner);
    this.disabled.delete(endpoint);
    return endpoint;
  }

  async close(endpoint: string): Promise<void> {
    this.opened.delete(endpoint);
  }

  async push(groups: readonly (readonly PhoneNotification[])[]): Promise<Pushed> {
    const failed = groups.findIndex((group) => group.some(({ device }) => this.failing.has(device.endpoint)));
    const tried = (failed === -1 ? groups : groups.slice(0, failed)).flat();
    this.pushed.push(...tried.filter(({ device }) => !this.disabled.has(device.endpoint)));
    return {
      done: failed === -1 ? groups.length : failed,
      gone: tried.filter(({ device }) => this.disabled.has(device.endpoint)),
      refused: 0,
    };
  }
}
