import { expect } from "vitest";
import { type ChatClient, createChatClient } from "../../client/chat-client.ts";
import type { ClosedReason } from "../../client/events.ts";
import type { Entry } from "../../functions/domain/log/entry.ts";
import { apiAs, readLog } from "../support/api-client.ts";
import { checkedFetch } from "../support/checked-fetch.ts";
import { eventually } from "../support/eventually.ts";
import type { TestCloud } from "../support/local-cloud.ts";

/** A user with a client of the local cloud, and a record of its events. */
export interface Person {
  readonly client: ChatClient;
  /** The client's states and `synced` events, in order. */
  readonly told: readonly string[];
  /** The reason of the last state; undefined unless the client is closed. */
  reason(): ClosedReason | undefined;
  entriesOf(chatId: string): Entry[];
  /** The texts of a user's messages, in the order of their events. */
  bodiesOf(chatId: string, userId: string): string[];
  /** Waits for an event: a state, `synced`, `{chatId} {seq}`, `ben types`, `ben read 2`. */
  heard(line: string): Promise<void>;
}

interface PersonOptions {
  /** Host and port to connect to. @default the cloud's */
  readonly host?: string | undefined;
  /** Lifetime of the first token. Later ones have the default lifetime. */
  readonly firstExpiresInSeconds?: number;
  /** A chat to follow from its first entry. */
  readonly follow?: string;
}

export function personOf(
  cloud: TestCloud,
  userId: string,
  { host = new URL(cloud.url).host, follow, firstExpiresInSeconds }: PersonOptions = {},
): Person {
  let tokens = 0;
  const client = createChatClient({
    url: `http://${host}`,
    webSocketUrl: `ws://${host}/ws`,
    locationId: "loc-main",
    fetch: checkedFetch,
    token: () => {
      tokens += 1;
      const isShort = tokens === 1 && firstExpiresInSeconds !== undefined;
      return cloud.issuer.issue({ userId, ...(isShort && { expiresInSeconds: firstExpiresInSeconds }) });
    },
  });
  const entries: Entry[] = [];
  const told: string[] = [];
  const details = new Set<string>();
  let closedReason: ClosedReason | undefined;
  client.on("entry", ({ chatId, entry }) => {
    entries.push(entry);
    details.add(`${chatId} ${entry.seq}`);
  });
  client.on("state", ({ state, reason }) => {
    told.push(state);
    closedReason = reason;
  });
  client.on("synced", () => told.push("synced"));
  client.on("read", (it) => details.add(`${it.userId} read ${it.seq}`));
  client.on("typing", (it) => details.add(`${it.userId} ${it.active ? "types" : "stopped"}`));
  if (follow !== undefined) client.follow(follow, 0);
  client.connect();
  const entriesOf = (chatId: string) => entries.filter((entry) => entry.chatId === chatId);
  return {
    client,
    told,
    reason: () => closedReason,
    entriesOf,
    bodiesOf: (chatId, by) =>
      entriesOf(chatId).flatMap((it) => (it.kind === "message" && it.userId === by ? [it.body] : [])),
    heard: (line) => until(() => told.includes(line) || details.has(line)),
  };
}

export async function until(holds: () => boolean): Promise<void> {
  await eventually(() => holds() || undefined, 25_000);
}

/** Expects `entry` events for the whole log: each entry once, in order, as REST returns it. */
export async function expectWholeLog(
  cloud: TestCloud,
  person: Person,
  { chatId, length }: { readonly chatId: string; readonly length: number },
): Promise<void> {
  await until(() => person.entriesOf(chatId).length >= length);
  expect(person.entriesOf(chatId).map(({ seq }) => seq)).toEqual(
    Array.from({ length }, (_, index) => index + 1),
  );
  expect(person.entriesOf(chatId)).toEqual(await readLog(await apiAs(cloud, "ben"), chatId));
}

/** Ana and ben, connected and caught up. */
export async function anaAndBen(cloud: TestCloud, host?: string): Promise<[Person, Person]> {
  const people: [Person, Person] = [personOf(cloud, "ana", { host }), personOf(cloud, "ben", { host })];
  await Promise.all(people.map((person) => person.heard("synced")));
  return people;
}
