import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anaAndBen, expectWholeLog, personOf, until } from "../client/person.ts";
import { apiAs, apiWith, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { userRecord } from "../support/user-record.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});

afterAll(() => cloud.stop());

describe("a client", () => {
  it("continues by REST when a sync is too long for a frame, and pages back through the history", async () => {
    const api = await apiAs(cloud, "dan");
    const chat = await startChat(api, ["ben"]);
    const body = "x".repeat(4000);
    const dan = personOf(cloud, "dan");
    await Promise.all(Array.from({ length: 30 }, () => dan.client.send(chat.id, { body })));
    const ben = personOf(cloud, "ben", { follow: chat.id });
    await expectWholeLog(cloud, ben, { chatId: chat.id, length: 31 });
    const pages: number[][] = [];
    for await (const { entries } of ben.client.messages.history(chat.id, { limit: 20 })) {
      pages.push(entries.map(({ seq }) => seq));
    }
    expect(pages.map((page) => [page[0], page.at(-1)])).toEqual([
      [12, 31],
      [1, 11],
    ]);
    for (const { client } of [ben, dan]) client.close();
  });

  it("emits entries from its history cutoff on", async () => {
    const [ana] = await anaAndBen(cloud);
    const chat = await ana.client.chats.create({
      participantIds: ["ben"],
      message: { body: "Secret", clientMessageId: "s1" },
    });
    const dan = personOf(cloud, "dan", { follow: chat.id });
    await dan.heard("synced");
    await ana.client.chats.addParticipants(chat.id, { userIds: ["dan"], historyAccess: "none" });
    await ana.client.send(chat.id, { body: "Welcome" });
    await until(() => dan.entriesOf(chat.id).length === 2);
    expect(dan.entriesOf(chat.id).map(({ seq }) => seq)).toEqual([3, 4]);
    for (const { client } of [ana, dan]) client.close();
  });

  it("extends its connection with a fresh token before the old one expires", async () => {
    const ben = personOf(cloud, "ben", { firstExpiresInSeconds: 10 });
    await ben.heard("synced");
    const chat = await startChat(await apiAs(cloud, "ana"), ["ben"]);
    await setTimeout(11_000);
    await ben.client.send(chat.id, { body: "Still here" });
    expect(ben.told.filter((line) => line === "connecting")).toHaveLength(1);
    ben.client.close();
  });

  it("emits read and typing events of others", async () => {
    const [ana, ben] = await anaAndBen(cloud);
    const chat = await ana.client.chats.create({ participantIds: ["ben"] });
    const { seq } = await ana.client.send(chat.id, { body: "Read me" });
    await ben.heard(`${chat.id} ${seq}`);
    await ben.client.typing(chat.id, true);
    expect(await ben.client.read(chat.id, seq)).toEqual({ readSeq: seq, unreadCount: 0 });
    await Promise.all([ana.heard("ben types"), ana.heard(`ben read ${seq}`)]);
    for (const { client } of [ana, ben]) client.close();
  });

  it("closes for good when it loses access, or has none", async () => {
    const directory = apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
    await directory.put("/directory/users/lea", userRecord("Lea"));
    const lea = personOf(cloud, "lea");
    await lea.heard("synced");
    const leaving = { deleted: true, updatedAt: "2026-03-01T00:00:00.000Z" };
    await directory.put("/directory/users/lea", userRecord("Lea", leaving));
    await lea.heard("closed");
    const again = personOf(cloud, "lea");
    const eve = personOf(cloud, "eve");
    await Promise.all([again.heard("closed"), eve.heard("closed")]);
    expect([lea, again, eve].map(({ reason }) => reason())).toEqual([
      ...["access_lost", "unauthenticated", "access_lost"],
    ]);
  });

  it("sends by REST what is too long for a frame, and gets its error", async () => {
    const [ana, ben] = await anaAndBen(cloud);
    const chat = await ana.client.chats.create({ participantIds: ["ben"] });
    const tooLong = ana.client.send(chat.id, { body: "x".repeat(50_000) });
    await expect(tooLong).rejects.toMatchObject({ code: "invalid_request", statusCode: 422 });
    expect(ana.client.state).toBe("online");
    for (const { client } of [ana, ben]) client.close();
  });
});
