import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FlakyNetwork } from "../client/flaky-network.ts";
import { anaAndBen, expectWholeLog, until } from "../client/person.ts";
import { apiAs, startChat } from "../support/api-client.ts";
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

describe("two clients", () => {
  it("emit every entry once and in order", async () => {
    const people = await anaAndBen(cloud);
    const [ana] = people;
    const chat = await ana.client.chats.create({ participantIds: ["ben"], subject: "Live" });
    const rounds = Array.from({ length: 20 }, (_, index) => `Message ${index}`);
    await Promise.all(rounds.flatMap((body) => people.map(({ client }) => client.send(chat.id, { body }))));
    for (const person of people) {
      await expectWholeLog(cloud, person, { chatId: chat.id, length: 41 });
      person.client.close();
      expect(person.told).toEqual(["connecting", "online", "synced", "closed"]);
    }
  });

  it("end with the exact log although connections break and sandboxes die repeatedly", async () => {
    const people = await anaAndBen(cloud, network.host);
    const [ana] = people;
    const chat = await ana.client.chats.create({ participantIds: ["ben"] });
    const sends: Promise<unknown>[] = [];
    for (let round = 0; round < 10; round += 1) {
      const bodies = [0, 1, 2, 3, 4].map((index) => `${round}.${index}`);
      sends.push(...bodies.flatMap((body) => people.map(({ client }) => client.send(chat.id, { body }))));
      await setTimeout(200);
      if (round % 3 === 2) await cloud.killSandboxes();
      else network.cut();
    }
    await Promise.all(sends);
    for (const person of people) {
      await expectWholeLog(cloud, person, { chatId: chat.id, length: 101 });
      const inOrder = Array.from({ length: 50 }, (_, n) => `${Math.floor(n / 5)}.${n % 5}`);
      expect(person.bodiesOf(chat.id, "ana")).toEqual(inOrder);
      person.client.close();
    }
  });

  it("catch up with messages and new chats after an outage, and send what was written meanwhile", async () => {
    const [ana, ben] = await anaAndBen(cloud, network.host);
    const chat = await ana.client.chats.create({ participantIds: ["ben"] });
    await ben.heard(`${chat.id} 1`);
    network.down();
    const dan = await apiAs(cloud, "dan");
    const added = await startChat(dan, ["ana", "ben"], { message: { body: "Look", clientMessageId: "d1" } });
    const sends = ["one", "two", "three"].map((body) => ana.client.send(chat.id, { body }));
    await until(() => ana.client.state === "offline");
    network.up();
    await Promise.all(sends);
    for (const person of [ana, ben]) {
      await expectWholeLog(cloud, person, { chatId: chat.id, length: 4 });
      await expectWholeLog(cloud, person, { chatId: added.id, length: 2 });
      expect(person.bodiesOf(chat.id, "ana")).toEqual(["one", "two", "three"]);
      person.client.close();
    }
  }, 60_000);

  it("end with the exact log under random faults", async () => {
    const people = await anaAndBen(cloud);
    const [ana] = people;
    const chat = await ana.client.chats.create({ participantIds: ["ben"] });
    cloud.chaos.start({ seed: 20 });
    const bodies = Array.from({ length: 60 }, (_, n) => `${n}`);
    await Promise.all(bodies.flatMap((body) => people.map(({ client }) => client.send(chat.id, { body }))));
    cloud.chaos.stop();
    for (const person of people) {
      person.client.focus();
      await expectWholeLog(cloud, person, { chatId: chat.id, length: 121 });
      expect(person.bodiesOf(chat.id, "ana")).toEqual(bodies);
      person.client.close();
    }
  }, 120_000);
});
