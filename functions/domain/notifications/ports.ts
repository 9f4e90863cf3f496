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

/** The time zones by which quiet hours can be told. */
export interface TimeZones {
  /** True for the exact name of a zone or link of the tz database. */
  has(name: string): Promise<boolean>;
}

/** A user's preferences and devices. */
export interface NotificationSettings {
  /** Undefined before the user's first choice. */
  readonly preferences: NotificationPreferences | undefined;
  readonly devices: readonly RegisteredDevice[];
}

export interface NotificationSettingsStore {
  /**
   * By user id, without users who have none. Consistent, so that no push goes to a device that its user no longer
   * has.
   */
  ofUsers(userIds: readonly string[]): Promise<ReadonlyMap<string, NotificationSettings>>;
}

export interface DeviceStore {
  /** Consistent. */
  ofUser(userId: string): Promise<DeviceList>;
  /** Consistent. */
  owner(token: PushToken): Promise<TokenOwner | undefined>;
  /** The hash of a token, which is stored instead of the token. */
  hashOf(token: PushToken): string;
  /** All or nothing. False, and nothing is written, if the list or the token's owner has changed since it was read. */
  register(registration: Registration): Promise<boolean>;
  /**
   * Removes the device and the token's owner, all or nothing. False if the device has registered again since it
   * was read, or is gone.
   */
  remove(userId: string, device: RegisteredDevice): Promise<boolean>;
}

/** The push services that this stage uses. */
export interface PushApplications {
  serves(platform: Platform): boolean;
  /**
   * Returns the endpoint of a token, enabled. A token has one endpoint, the same for each owner.
   * @throws ChatError `invalid_request`: the token is not valid on its platform; `unavailable`
   */
  open(token: PushToken, owner: TokenOwner): Promise<string>;
}

/** A notification for one device. */
export interface PhoneNotification {
  readonly notification: Notification;
  readonly device: RegisteredDevice;
}

export interface Pushed {
  /** How many groups, from the first on, were pushed completely, to all devices that are not gone. */
  readonly done: number;
  /** Devices that no longer accept pushes. */
  readonly gone: readonly PhoneNotification[];
  /** The number of pushes that were given up, because a retry would fail too. */
  readonly refused: number;
}

/** The endpoints of devices. */
export interface PushEndpoints {
  /**
   * Pushes groups of notifications, roughly in order. After a failure that a retry may solve, no later group
   * starts; when it is late, no push starts at all. Never throws.
   */
  push(groups: readonly (readonly PhoneNotification[])[], isLate: () => boolean): Promise<Pushed>;
  /** Deletes an endpoint; does nothing if it is gone. Never throws. */
  close(endpoint: string): Promise<void>;
}

export interface NotificationTopic {
  /**
   * Publishes groups of notifications, roughly in order. After a failure no later group starts; when it is late,
   * nothing starts at all. Never throws.
   * @returns how many groups, from the first on, were published completely; later ones may be published in part
   */
  publish(groups: readonly (readonly Notification[])[], isLate: () => boolean): Promise<number>;
}
