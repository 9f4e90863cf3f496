import type { LocalCloud } from "../../local/local-cloud.ts";
import { emptyHistory, type History, type Mute, type Preference } from "../history.ts";
import { hoursAround } from "./quiet-hours.ts";

/** The cloud, its people, and all that happens to them. */
export interface Arena {
  readonly cloud: LocalCloud;
  readonly seed: number;
  readonly locationId: string;
  /** How many more may be started: too many would thin out the traffic of each. */
  chatsLeft: number;
  /** Who may be in chats and stays to the end. */
  readonly userIds: readonly string[];
  /** Who may be in chats until they lose access, half way through. */
  readonly leaverIds: readonly string[];
  /** Who can be named to be in a chat. */
  readonly addable: Set<string>;
  /** One of the users, who only looks. */
  readonly lurkerId: string;
  /** In the location as well, and in no chat. */
  readonly outsiderId: string;
  /** Of all chats that anybody was told of. */
  readonly chatIds: Set<string>;
  /** Who mutes chats; of the others every notification that they want is due. */
  readonly mutingIds: ReadonlySet<string>;
  /** The last request of its kind by chat and user, and how far each has read. */
  readonly mutes: Map<string, Mute>;
  readonly readSeqs: Map<string, number>;
  readonly history: History;
  tokenOf(userId: string): Promise<string>;
  /** Writes to the directory. @returns the status, 0 where there was no answer */
  putUser(record: ReturnType<typeof userRecord>): Promise<number>;
}

export interface ArenaSettings {
  readonly seed: number;
  readonly users: number;
  readonly chats: number;
  readonly seconds: number;
}

const locationId = "loc-torture";
const companyId = "torture";
/** No worker's clock may make a token old. */
export const tokenLifeSeconds = 30 * 24 * 3600;
/** Runs beyond this would come out of the quiet hours, or into them. */
const longestNightSeconds = 4 * 3600;

/** Of four users one wants to hear of additions only, one of nothing; the first is in the middle of the night. */
function preferenceOf(index: number, seconds: number): Preference {
  const quiet = index % 4 === 0 && seconds < longestNightSeconds;
  if (index % 4 === 3) return { wants: "none", quiet };
  return { wants: index % 4 === 2 ? "added_only" : "every_message", quiet };
}

/** Writes a location and its people to an empty cloud. */
export async function prepareArena(cloud: LocalCloud, settings: ArenaSettings): Promise<Arena> {
  const { seed, users, chats, seconds } = settings;
  const userIds = Array.from({ length: users }, (_, index) => `user${index}`);
  const leaverIds = ["mover", "deleted"];
  const outsiderId = "outsider";
  const preferences = new Map(userIds.map((userId, index) => [userId, preferenceOf(index, seconds)]));
  const service = await cloud.issuer.issue({ scope: "directory.write" });
  const tokenOf = (userId: string) => cloud.issuer.issue({ userId, expiresInSeconds: tokenLifeSeconds });
  const put = putWith(cloud.url);
  const must = async (...request: Parameters<typeof put>) => {
    const status = await put(...request);
    if (status !== 200) throw new Error(`PUT /${request[0]} answered ${status}`);
  };
  const putUser: Arena["putUser"] = (record) => put(`directory/users/${record.name}`, service, record);
  await must(`directory/locations/${locationId}`, service, { companyId, name: "Torture", updatedAt: dayOne });
  for (const userId of [...userIds, ...leaverIds, outsiderId])
    await must(`directory/users/${userId}`, service, userRecord(userId));
  for (const [userId, { wants, quiet }] of preferences) {
    const quietHours = seconds < longestNightSeconds ? hoursAround(Date.now(), quiet) : null;
    const body = { internalChat: wants, quietHours };
    await must("me/notification-preferences", await tokenOf(userId), body);
  }
  const history = emptyHistory(preferences);
  return {
    ...{ cloud, seed, locationId, chatsLeft: chats, userIds, leaverIds, lurkerId: "user1", outsiderId },
    addable: new Set([...userIds, ...leaverIds]),
    mutingIds: new Set(userIds.filter((_, index) => index % 4 === 0)),
    ...{ chatIds: new Set(), mutes: new Map(), readSeqs: new Map(), history, tokenOf, putUser },
  };
}

const dayOne = "2026-01-01T00:00:00.000Z";

/** Someone of the location, whose name is their id. */
export function userRecord(userId: string) {
  return {
    companyId,
    name: userId,
    email: `${userId}@example.com`,
    roles: { type: "account", role: "user", locationIds: [locationId] },
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    deleted: false,
    updatedAt: dayOne,
  };
}

function putWith(url: string) {
  return async (path: string, token: string, body: object): Promise<number> => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const request = { method: "PUT", headers, body: JSON.stringify(body) };
    return fetch(`${url}/${path}`, request).then(
      ({ status }) => status,
      () => 0,
    );
  };
}
