import type { LocalCloud } from "../../local/local-cloud.ts";
import { emptyHistory, type History, type Mute, type Preference } from "../history.ts";
import { quietHoursAt } from "./quiet-hours.ts";

/** The cloud of a run, its users, and the history. */
export interface RunContext {
  readonly cloud: LocalCloud;
  readonly seed: number;
  readonly locationId: string;
  /** How many more chats may be created: more would leave too little traffic in each. */
  chatsLeft: number;
  /** Users who may be in chats and keep their access. */
  readonly userIds: readonly string[];
  /** Users who may be in chats and lose their access during the run. */
  readonly leaverIds: readonly string[];
  /** Users who may be added to chats. */
  readonly addable: Set<string>;
  /** One of the users, who only reads. */
  readonly lurkerId: string;
  /** A user of the location who is in no chat. */
  readonly outsiderId: string;
  /** All chats that any client has emitted. */
  readonly chatIds: Set<string>;
  /** Users who mute chats. To the other users all wanted notifications are due. */
  readonly mutingIds: ReadonlySet<string>;
  /** The last mute request by chat and user. */
  readonly mutes: Map<string, Mute>;
  /** The highest answered read pointer by chat and user. */
  readonly readSeqs: Map<string, number>;
  readonly history: History;
  /** @param actAs the user as whom `userId` acts (Login As) */
  tokenOf(userId: string, actAs?: string): Promise<string>;
  /** Writes a user to the directory. @returns the status, 0 without an answer */
  putUser(record: ReturnType<typeof userRecord>): Promise<number>;
  /** Moves the location to another company, which ends the agent's access. @returns the status, 0 without an answer */
  moveLocation(): Promise<number>;
}

export interface RunSettings {
  readonly seed: number;
  readonly users: number;
  readonly chats: number;
  readonly seconds: number;
}

const locationId = "loc-torture";
const companyId = "torture";
/** A user of the company's agency, who creates chats in the location but can be added to none. */
export const agentId = "agent";
/** A colleague who acts as a user (Login As) until they are deleted. They are in no chat. */
export const actorId = "actor";
/** Who creates chats much faster than the rate limit allows. */
export const flooderId = "flooder";
/** The other participant of these chats. */
export const floodedId = "flooded";
/** So long that no worker's clock sees the token as expired. */
export const tokenLifeSeconds = 30 * 24 * 3600;
/** A longer run would enter or leave the quiet hours. */
const longestQuietRunSeconds = 4 * 3600;

/** Of four users one wants additions only and one wants nothing; the first has quiet hours during the run. */
function preferenceOf(index: number, seconds: number): Preference {
  const quiet = index % 4 === 0 && seconds < longestQuietRunSeconds;
  if (index % 4 === 3) return { wants: "none", quiet };
  return { wants: index % 4 === 2 ? "added_only" : "every_message", quiet };
}

/** Writes a location and its users to an empty cloud. */
export async function prepareRun(cloud: LocalCloud, settings: RunSettings): Promise<RunContext> {
  const { seed, users, chats, seconds } = settings;
  const userIds = Array.from({ length: users }, (_, index) => `user${index}`);
  const leaverIds = ["mover", "deleted", agentId];
  const outsiderId = "outsider";
  const preferences = new Map(userIds.map((userId, index) => [userId, preferenceOf(index, seconds)]));
  const service = await cloud.issuer.issue({ scope: "directory.write" });
  const tokenOf: RunContext["tokenOf"] = (userId, actAs) =>
    cloud.issuer.issue({ userId, actAs, expiresInSeconds: tokenLifeSeconds });
  const put = putWith(cloud.url);
  const must = async (...request: Parameters<typeof put>) => {
    const status = await put(...request);
    if (status !== 200) throw new Error(`PUT /${request[0]} answered ${status}`);
  };
  const putUser: RunContext["putUser"] = (record) => put(`directory/users/${record.name}`, service, record);
  const location = { companyId, name: "Torture", updatedAt: dayOne };
  const moved = { ...location, companyId: "other", updatedAt: dayTwo };
  const moveLocation = () => put(`directory/locations/${locationId}`, service, moved);
  await must(`directory/locations/${locationId}`, service, location);
  for (const userId of [...userIds, ...leaverIds, outsiderId, actorId, flooderId, floodedId])
    await must(`directory/users/${userId}`, service, userRecord(userId));
  for (const [userId, { wants, quiet }] of preferences) {
    const quietHours = seconds < longestQuietRunSeconds ? quietHoursAt(Date.now(), quiet) : null;
    const body = { internalChat: wants, quietHours };
    await must("me/notification-preferences", await tokenOf(userId), body);
  }
  const history = emptyHistory(preferences);
  return {
    ...{ cloud, seed, locationId, chatsLeft: chats, userIds, leaverIds, lurkerId: "user1", outsiderId },
    addable: new Set([...userIds, ...leaverIds.filter((userId) => userId !== agentId)]),
    mutingIds: new Set(userIds.filter((_, index) => index % 4 === 0)),
    ...{ chatIds: new Set(), mutes: new Map(), readSeqs: new Map(), history, tokenOf, putUser },
    moveLocation,
  };
}

const dayOne = "2026-01-01T00:00:00.000Z";
export const dayTwo = "2026-01-02T00:00:00.000Z";

/** The directory record of a user of the location, or of the agent, whose name is the id. */
export function userRecord(userId: string) {
  const isAgent = userId === agentId;
  return {
    companyId,
    name: userId,
    email: `${userId}@example.com`,
    roles: {
      type: isAgent ? "agency" : "account",
      role: "user",
      locationIds: isAgent ? [] : [locationId],
    },
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
