import * as z from "zod";
import { Cursor, type Cursors, fitPage, Limit, NextCursor, openCursor } from "../paging.ts";
import type { RateLimiter } from "../rate-limits.ts";
import { matches, normalized, SEARCH_RULES, SearchQuery, words } from "../search-text.ts";
import type { Directory } from "./ports.ts";
import { Profile } from "./user.ts";
import { isCurrent, type NameEntry, NamePosition } from "./user-name-index.ts";

/** Query of `GET …/users`. */
export const ListUsersQuery = z.object({
  query: SearchQuery.default("").describe(`Each word must be a substring of the name. ${SEARCH_RULES}`),
  limit: Limit,
  cursor: Cursor,
});
export type ListUsersQuery = z.infer<typeof ListUsersQuery>;

export const LocationUser = z
  .object({
    id: z.string().describe("The user's id."),
    name: z.string().describe("The user's name."),
    email: z.string().describe("The user's email address."),
    role: Profile.shape.role.describe("The user's role in the CRM."),
  })
  .describe("A user who can be added to a chat.");
type LocationUser = z.infer<typeof LocationUser>;

export const UserPage = z
  .object({ users: z.array(LocationUser).describe("By name."), nextCursor: NextCursor })
  .describe("A page of a location's users.");
export type UserPage = z.infer<typeof UserPage>;

export interface ListUsersPorts {
  readonly directory: Pick<Directory, "usersByName" | "profiles">;
  readonly cursors: Cursors;
  readonly limiter: RateLimiter;
}

/** Index entries that a search reads at once, because most of them do not match: some 30 KB. */
const SEARCH_BATCH = 300;

/**
 * The users of a location by name. The index finds candidates; their profiles decide.
 * @throws ChatError `invalid_cursor`, `unavailable`
 */
export async function listUsers(
  ports: ListUsersPorts,
  { userId, locationId }: { readonly userId: string; readonly locationId: string },
  { query, limit, cursor }: ListUsersQuery,
): Promise<UserPage> {
  const scope = ["users", userId, locationId, query];
  const after = openCursor(ports, { scope, cursor }, NamePosition);
  await ports.limiter.spend("list", { userId, locationId });
  const found = await find(ports, { locationId, query, after, count: limit + 1 });
  const users = fitPage(found.slice(0, limit).map(({ profile }) => userFrom(profile)));
  const last = found.length > users.length ? found[users.length - 1] : undefined;
  return { users, ...(last && { nextCursor: ports.cursors.seal(scope, last.position) }) };
}

interface Search {
  readonly locationId: string;
  readonly query: string;
  readonly after: NamePosition | undefined;
  readonly count: number;
}

interface Found {
  readonly position: NamePosition;
  readonly profile: Profile;
}

/** Reads batches until it has enough profiles or the index ends: outdated entries must not shorten a page. */
async function find({ directory }: ListUsersPorts, search: Search): Promise<Found[]> {
  const { locationId, query, count } = search;
  const searched = words(query);
  const batch = searched.length === 0 ? count : SEARCH_BATCH;
  const found: Found[] = [];
  let { after } = search;
  for (;;) {
    const entries = await directory.usersByName(locationId, { after, limit: batch });
    const candidates = entries.filter(({ name }) => matches(searched, [normalized(name)]));
    while (candidates.length > 0 && found.length < count) {
      const some = candidates.splice(0, count - found.length);
      found.push(...(await confirmed(directory, locationId, some)));
    }
    after = entries.at(-1)?.position;
    if (entries.length < batch || found.length >= count) return found;
  }
}

/** The current entries with their profiles, in order. */
async function confirmed(
  directory: ListUsersPorts["directory"],
  locationId: string,
  entries: readonly NameEntry[],
): Promise<Found[]> {
  const profiles = await directory.profiles([...new Set(entries.map(({ position }) => position.id))]);
  const byId = new Map(profiles.map((profile) => [profile.userId, profile]));
  return entries.flatMap((entry) => {
    const profile = byId.get(entry.position.id);
    if (profile === undefined || !isCurrent(locationId, entry, profile)) return [];
    return [{ position: entry.position, profile }];
  });
}

function userFrom({ userId, name, email, role }: Profile): LocationUser {
  return { id: userId, name, email, role };
}
