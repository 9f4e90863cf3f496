import type { LocalCloud } from "../../local/local-cloud.ts";
import { emptyHistory, type History, type Preference } from "../history.ts";

/** The cloud, its people, and all that happens to them. */
export interface Arena {
  readonly cloud: LocalCloud;
  readonly seed: number;
  readonly locationId: string;
  /** More would thin out the traffic of each. */
  readonly mostChats: number;
  /** Who may be in chats. */
  readonly userIds: readonly string[];
  /** One of them, who only looks. */
  readonly lurkerId: string;
  /** In the location as well, and in no chat. */
  readonly outsiderId: string;
  readonly history: History;
  tokenOf(userId: string): Promise<string>;
}

const locationId = "loc-torture";
const companyId = "torture";
/** No worker's clock may make a token old. */
const tokenLifeSeconds = 30 * 24 * 3600;
const updatedAt = "2026-01-01T00:00:00.000Z";

/** Of four users one wants to hear of additions only, one of nothing. */
function preferenceOf(index: number): Preference {
  if (index % 4 === 3) return "none";
  return index % 4 === 2 ? "added_only" : "every_message";
}

/** Writes a location and its people to an empty cloud. */
export async function prepareArena(
  cloud: LocalCloud,
  { seed, users, chats }: { readonly seed: number; readonly users: number; readonly chats: number },
): Promise<Arena> {
  const userIds = Array.from({ length: users }, (_, index) => `user${index}`);
  const outsiderId = "outsider";
  const preferences = new Map(userIds.map((userId, index) => [userId, preferenceOf(index)]));
  const put = putWith(cloud.url);
  const service = await cloud.issuer.issue({ scope: "directory.write" });
  await put(`directory/locations/${locationId}`, service, { companyId, name: "Torture", updatedAt });
  for (const userId of [...userIds, outsiderId]) {
    await put(`directory/users/${userId}`, service, userRecord(userId));
  }
  const tokenOf = (userId: string) => cloud.issuer.issue({ userId, expiresInSeconds: tokenLifeSeconds });
  for (const [userId, internalChat] of preferences) {
    const body = { internalChat, quietHours: null };
    await put("me/notification-preferences", await tokenOf(userId), body);
  }
  const history = emptyHistory(preferences);
  const roles = { userIds, lurkerId: "user1", outsiderId };
  return { cloud, seed, locationId, mostChats: chats, ...roles, history, tokenOf };
}

function userRecord(userId: string): object {
  return {
    companyId,
    name: userId,
    email: `${userId}@example.com`,
    roles: { type: "account", role: "user", locationIds: [locationId] },
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    updatedAt,
  };
}

function putWith(url: string) {
  return async (path: string, token: string, body: object): Promise<void> => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = await fetch(`${url}/${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`PUT /${path} answered ${answer.status}: ${await answer.text()}`);
  };
}
