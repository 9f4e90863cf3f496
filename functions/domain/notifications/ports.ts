import type {
  DeviceList,
  Platform,
  PushToken,
  RegisteredDevice,
  Registration,
  TokenOwner,
} from "./device.ts";
import type { Notification } from "./notification.ts";
import type { NotificationPreferences } from "./preferences.ts";

export interface PreferenceStore {
  find(userId: string): Promise<NotificationPreferences | undefined>;
  put(userId: string, preferences: NotificationPreferences): Promise<void>;
}

/** How and where a user is notified. */
export interface NotificationSettings {
  /** Absent before the first choice. */
  readonly preferences: NotificationPreferences | undefined;
  readonly devices: readonly RegisteredDevice[];
}

export interface NotificationSettingsStore {
  /** By user id; users without any are left out. Consistent: no push goes to a device that has left its user. */
  ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationSettings>>;
}

export interface DeviceStore {
  /** Consistent. */
  ofUser(userId: string): Promise<DeviceList>;
  /** Consistent. */
  owner(token: PushToken): Promise<TokenOwner | undefined>;
  /** What is stored of a token. */
  hashOf(token: PushToken): string;
  /** All or nothing. False, and nothing written, where the list or the token's owner is no longer as it was read. */
  register(registration: Registration): Promise<boolean>;
  /** The device and its token's owner, all or nothing. False where it has registered again since, or is gone. */
  remove(userId: string, device: RegisteredDevice): Promise<boolean>;
}

/** The push services that this stage serves, where devices are made known. */
export interface PushApplications {
  serves(platform: Platform): boolean;
  /**
   * The enabled endpoint of a token: there is one, whoever opens it and however often.
   * @throws ChatError `invalid_request`: no token of that platform; `unavailable`
   */
  open(token: PushToken, owner: TokenOwner): Promise<string>;
}

/** A notification for one device. */
export interface PhoneNotification {
  readonly notification: Notification;
  readonly device: RegisteredDevice;
}

export interface Pushed {
  /** How many of the first groups are out whole, to all devices that are still there. */
  readonly done: number;
  /** Devices that take no push any more. */
  readonly gone: readonly PhoneNotification[];
  /** Pushes that were given up, as no other try would change anything. */
  readonly refused: number;
}

/** What devices listen at. */
export interface PushEndpoints {
  /**
   * Pushes groups of notifications, in about their order. Once one has failed that may be tried again,
   * nothing of a later group begins; once it is late, nothing at all. Never throws.
   */
  push(groups: readonly (readonly PhoneNotification[])[], isLate: () => boolean): Promise<Pushed>;
  /** Forgets an endpoint; one that is gone already is fine. Never throws. */
  close(endpoint: string): Promise<void>;
}

export interface NotificationTopic {
  /**
   * Publishes groups of notifications, in about their order. Once one has failed, nothing of a later group
   * begins; once it is late, nothing at all. Never throws.
   * @returns how many of the first groups are out whole; the rest may be in part, or not at all
   */
  publish(groups: readonly (readonly Notification[])[], isLate: () => boolean): Promise<number>;
}
