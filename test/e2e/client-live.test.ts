import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient } from "../../client/chat-client.ts";
import { createChatClient } from "../../client/chat-client.ts";
import type { Entry } from "../../functions/domain/entry.ts";
import { FlakyNetwork } from "../client/flaky-network.ts";
import { apiAs, readLog } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

let cloud: TestCloud;
let network: FlakyNetwork;

beforeAll(async () => {
  cloud = await startTestCloud();
  network = await FlakyNetwork.to(cloud.url);
});

afterAll(async () => {
  await network.close();
  await cloud.stop();
});

interface Person {
  readonly client: ChatClient;
  readonly entries: Entry[];
  readonly states: string[];
  of(chatId: string): Entry[];
}

/** A client of one of the demo people, behind the network that breaks or not; and all that it was told. */
function personOf(userId: string, host = new URL(cloud.url).host): Person {
  const client = createChatClient({
    url: `http://${host}`,
    webSocketUrl: `ws://${host}/ws`,
    locationId: "loc-main",
    token: () => cloud.issuer.issue({ userId }),
  });
  const entries: Entry[] = [];
  const states: string[] = [];
  client.on("entry", ({ entry }) => entries.push(entry));
  client.on("state", ({ state, reason }) => states.push(reason ?? state));
  client.connect();
  return { client, entries, states, of: (chatId) => entries.filter((entry) => entry.chatId === chatId) };
}

const online = ({ client }: Person) => eventually(() => (client.state === "online" ? true : undefined));

/** The person was told the whole log, each entry once and in its place. */
async function expectWholeLog(person: Person, chatId: string, length: number): Promise<void> {
  await eventually(() => (person.of(chatId).length >= length ? true : undefined), 20_000);
  expect(person.of(chatId)).toEqual(await readLog(await apiAs(cloud, "ana"), chatId));
  expect(person.of(chatId).map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, index) => index + 1));
}

describe("two clients", () => {
  it("talk, and both are told everything once and in order", async () => {
    const [ana, ben] = [personOf("ana"), personOf("ben")];
    await Promise.all([online(ana), online(ben)]);
    const chat = await ana.client.chats.create({ participantIds: ["ben"], subject: "Live" });
    await eventually(() => (ben.of(chat.id).length > 0 ? true : undefined));
    const sends = Array.from({ length: 20 }, (_, index) =>
      [ana, ben].map(({ client }) => client.send(chat.id, { body: `Message ${index}` })),
    );
    await Promise.all(sends.flat());
    for (const person of [ana, ben]) {
      await expectWholeLog(person, chat.id, 41);
      person.client.close();
      expect(person.states).toEqual(["connecting", "online", "closed"]);
    }
  });

  it("end with the exact log though connections break all the time", async () => {
    const [ana, ben] = [personOf("ana", network.host), personOf("ben", network.host)];
    await Promise.all([online(ana), online(ben)]);
    const chat = await ana.client.chats.create({ participantIds: ["ben"] });
    const sends: Promise<unknown>[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const { client } of [ana, ben]) {
        for (let index = 0; index < 5; index += 1) {
          sends.push(client.send(chat.id, { body: `Round ${round}, message ${index}` }));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (round % 3 === 2) await cloud.killSandboxes();
      else network.cut();
    }
    await Promise.all(sends);
    for (const person of [ana, ben]) await expectWholeLog(person, chat.id, 101);
    const bodies = ana
      .of(chat.id)
      .flatMap((it) => (it.kind === "message" && it.userId === "ana" ? [it.body] : []));
    expect(bodies).toEqual(
      Array.from({ length: 50 }, (_, n) => `Round ${Math.floor(n / 5)}, message ${n % 5}`),
    );
    for (const { client } of [ana, ben]) client.close();
  });
});
