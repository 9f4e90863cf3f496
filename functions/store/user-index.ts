import * as z from "zod";
import { inBatches } from "../domain/batches.ts";
import type { Profile } from "../domain/directory/user.ts";
import { entryIn, type NameEntry, type NamePosition } from "../domain/directory/user-name-index.ts";
import type { ListRange } from "../domain/paging.ts";
import type { Database } from "./database.ts";
import type { Item } from "./item.ts";
import { identityOf, type Key, keyOf, keys, namePositionOf, usersByName } from "./keys.ts";
import { table } from "./table.ts";

/** Two invocations may index the same user at once: the newer profile's entries stay, in whatever order they write. */
const NOT_NEWER = `attribute_not_exists(${table.partitionKey}) OR updatedAt <= :updatedAt`;
const IS_OLDER = "updatedAt < :updatedAt";

/** Concurrent writes; a user may be in 2,000 locations. */
const CONCURRENT_WRITES = 25;

/**
 * Writes a profile into the index of each of its locations, and removes the entries of an earlier one. Safe to
 * repeat: an invocation that dies in between leaves too many or too few entries, which readers check against
 * the profile.
 */
export async function indexProfile(
  database: Database,
  profile: Profile,
  previous: Profile | undefined,
): Promise<void> {
  const values = { ":updatedAt": profile.updatedAt };
  const current = itemsOf(profile);
  const kept = new Set(current.map((item) => identityOf(item)));
  const old = previous === undefined ? [] : itemsOf(previous).filter((item) => !kept.has(identityOf(item)));
  const writes = [
    ...current.map((item) => () => database.put({ item, condition: NOT_NEWER, values })),
    ...old.map((item) => () => database.delete({ key: keyOf(item), condition: IS_OLDER, values })),
  ];
  for (const batch of inBatches(writes, CONCURRENT_WRITES)) await Promise.all(batch.map((write) => write()));
}

interface IndexItem extends Item, Key {}

function itemsOf(profile: Profile): IndexItem[] {
  return [...new Set(profile.locationIds)].flatMap((locationId) => {
    const entry = entryIn(locationId, profile);
    if (entry === undefined) return [];
    const { position, ...rest } = entry;
    return [{ ...keys.userByName(locationId, position), ...rest }];
  });
}

/** Reads a part of a location's index: a read unit per 4 KB, some 40 users. */
export async function readUserIndex(
  database: Database,
  locationId: string,
  { after, limit }: ListRange<NamePosition>,
): Promise<NameEntry[]> {
  const items = await database.query({
    ...usersByName(locationId, after),
    consistent: true,
    forward: true,
    limit,
  });
  return items.map(entryFrom);
}

const IndexEntry = z.object({ name: z.string(), updatedAt: z.string() });

function entryFrom(item: Item): NameEntry {
  return { position: namePositionOf(item), ...IndexEntry.parse(item) };
}
