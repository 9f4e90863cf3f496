import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatRef } from "../../functions/domain/log/chat-header.ts";
import { markRead } from "../../functions/domain/messages/mark-read.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { type RateLimitName, rateLimits } from "../../functions/domain/rate-limits.ts";
import { openRateLimiter } from "../../functions/runtime/rate-limiter.ts";
import { DynamodbRateLimiter } from "../../functions/store/dynamodb-rate-limiter.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeEntropy } from "../support/fake-entropy.ts";
import { here } from "../support/profiles.ts";
import { portsOn, seedUsers } from "../support/send-ports.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;
let users = 0;

beforeAll(async () => {
  table = await startTestTable();
  await seedUsers(table, 3);
});

afterAll(() => table.stop());

/** One environment's limiter, and somebody who has used nothing yet. */
function environment(clock = new FakeClock()) {
  return { clock, limiter: new DynamodbRateLimiter(table.database, { clock, entropy: new FakeEntropy() }) };
}
function somebody() {
  users += 1;
  return { userId: `somebody${users}`, locationId: "loc" };
}

async function countPassed(uses: number, spend: (index: number) => Promise<void>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: uses }, (_, index) => spend(index)));
  return results.filter(({ status }) => status === "fulfilled").length;
}

const exact = [
  "createChat",
  "addParticipants",
  "changeSubject",
  "declareAttachment",
  "registerDevice",
  "sync",
];

describe("a limit in the table", () => {
  it.each(Object.entries(rateLimits).filter(([name]) => exact.includes(name)))(
    "%s lets its burst pass exactly, over all environments, and as much as its rate afterwards",
    async (name, { burst, periodMs, rate }) => {
      const limit = Object.keys(rateLimits).find((it): it is RateLimitName => it === name) ?? "sync";
      const subject = somebody();
      const clock = new FakeClock();
      const environments = [0, 1, 2].map(() => environment(clock).limiter);
      const spend = (index: number) => environments[index % 3]?.spend(limit, subject) ?? Promise.reject();
      let passed = 0;
      for (let round = 0; round < 10; round += 1) passed += await countPassed(Math.ceil(burst / 5), spend);
      expect(passed).toBe(burst);
      clock.time += (3 * periodMs) / rate;
      expect(await countPassed(9, spend)).toBe(3);
    },
  );

  it("counts several uses all or nothing", async () => {
    const { limiter } = environment();
    const subject = somebody();
    const spendTen = () => limiter.spendMany("send", subject, 10);
    for (let index = 0; index < 10; index += 1) await spendTen();
    await expect(spendTen()).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("costs one write unit a use in one environment, and nothing while it refuses", async () => {
    const { limiter, clock } = environment();
    const subject = somebody();
    const spend = () => limiter.spend("changeSubject", subject);
    for (let index = 0; index < 10; index += 1) {
      expect(await table.units.of(spend)).toEqual({ reads: 0, writes: 1 });
    }
    const refused = () => countPassed(50, spend);
    expect(await table.units.of(refused)).toEqual({ reads: 0, writes: 0 });
    clock.time += 6000;
    expect(await table.units.of(spend)).toEqual({ reads: 0, writes: 1 });
    clock.time += 3_600_000;
    expect(await table.units.of(spend)).toEqual({ reads: 0, writes: 1 });
  });

  it("knows in a new environment what was used in others", async () => {
    const subject = somebody();
    const first = environment();
    for (let index = 0; index < 10; index += 1) await first.limiter.spend("changeSubject", subject);
    const second = environment();
    await expect(second.limiter.spend("changeSubject", subject)).rejects.toMatchObject({
      code: "rate_limited",
      quota: { limit: 10, remaining: 0, retryAfterSeconds: 6 },
    });
    second.clock.time += 6000;
    await second.limiter.spend("changeSubject", subject);
    await expect(first.limiter.spend("changeSubject", subject)).rejects.toMatchObject({
      code: "rate_limited",
    });
  });
});

describe("messages", () => {
  const limitedPorts = () => {
    const ports = portsOn(table);
    const clock = new FakeClock();
    return { ...ports, clock, limiter: openRateLimiter("on", { ...ports, clock, database: table.database }) };
  };
  type Ports = ReturnType<typeof limitedPorts>;
  const send = (ports: Ports, chat: ChatRef, key: string, userId = "u0") =>
    sendMessage(ports, {
      location: here,
      chat,
      userId,
      request: { clientMessageId: key, body: "A short message, as most of them are." },
    });

  it("cost at most 7.2 write units on average, with all limits on", async () => {
    const chat = await storeChat(table, { userIds: ["u0", "u1"] });
    const ports = limitedPorts();
    const costs: number[] = [];
    for (let index = 0; index < 100; index += 1) {
      ports.clock.time += 150;
      costs.push((await table.units.of(() => send(ports, chat, `m${index}`))).writes);
    }
    expect(costs.filter((writes) => writes === 7)).toHaveLength(90);
    expect(costs.reduce((sum, writes) => sum + writes) / 100).toBeLessThanOrEqual(7.2);
  });

  it("into many chats are refused after 100 at once, and write nothing then", async () => {
    const chats = await Promise.all([1, 2, 3, 4].map(() => storeChat(table, { userIds: ["u1", "u2"] })));
    const ports = limitedPorts();
    let sent = 0;
    for (let index = 0; index < 40; index += 1) {
      const each = chats.map((chat) => send(ports, chat, `m${index}`, "u1"));
      sent += (await Promise.allSettled(each)).filter(({ status }) => status === "fulfilled").length;
    }
    expect(sent).toBeGreaterThanOrEqual(100);
    expect(sent).toBeLessThanOrEqual(109);
    const [chat] = chats;
    if (chat === undefined) throw new Error("no chat");
    const more = () =>
      Promise.allSettled(Array.from({ length: 40 }, (_, index) => send(ports, chat, `x${index}`, "u1")));
    const { writes } = await table.units.of(more);
    expect(writes).toBe(0);
  });

  it("that repeat an earlier one are not counted, and are answered over the limit", async () => {
    const chat = await storeChat(table, { userIds: ["u2", "u1"] });
    const ports = limitedPorts();
    const first = await send(ports, chat, "m", "u2");
    const uses = 300;
    for (let index = 0; index < uses; index += 1) {
      expect(await send(ports, chat, "m", "u2")).toEqual({ entry: first.entry, replayed: true });
    }
    expect((await send(ports, chat, "n", "u2")).replayed).toBe(false);
  });
});

describe("the authors of what was read", () => {
  const reader = (chat: ChatRef) => ({ chat, participant: { historyFromSeq: 1 } });

  it.each([
    ["100 messages of 1 KB", Array.from({ length: 100 }, () => 1000)],
    ["100 messages of 20 KB", Array.from({ length: 100 }, () => 20_000)],
    ["small messages", Array.from({ length: 100 }, () => 40)],
  ])("are found within 12 read units: %s", async (_what, sizes) => {
    const chat = await storeChat(table, { userIds: ["u0", "u1", "u2"] });
    for (const [index, size] of sizes.entries()) {
      await storeMessage(table, chat, { userId: "u0", body: "x".repeat(size), clientMessageId: `${index}` });
    }
    const range = { afterSeq: 1, beforeSeq: sizes.length + 2 };
    const units = await table.units.of(async () => {
      expect(await table.chats.authorsAmong(reader(chat), ["u0", "u2"], range)).toEqual(["u0"]);
    });
    expect(units.reads).toBeLessThanOrEqual(12);
    const found = await table.units.of(() => table.chats.authorsAmong(reader(chat), ["u0"], range));
    expect(found.reads).toBeLessThanOrEqual(8); // the first page has it
  });

  it("cost one page too much where large messages precede small ones", async () => {
    const chat = await storeChat(table, { userIds: ["u0", "u1"] });
    for (let index = 0; index < 40; index += 1) {
      const body = "x".repeat(index < 34 ? 20_000 : 10);
      await storeMessage(table, chat, { userId: "u0", body, clientMessageId: `${index}` });
    }
    const range = { afterSeq: 1, beforeSeq: 42 };
    const { reads } = await table.units.of(() => table.chats.authorsAmong(reader(chat), ["u1"], range));
    expect(reads).toBeLessThanOrEqual(16); // the second page has 3 small and 3 large ones
  });

  it("are looked for in small messages down to the hundredth", async () => {
    const chat = await storeChat(table, { userIds: ["u0", "u1", "u2"] });
    for (let index = 0; index < 100; index += 1) {
      const userId = index === 0 ? "u1" : "u0";
      await storeMessage(table, chat, { userId, body: "Hello", clientMessageId: `${index}` });
    }
    const range = { afterSeq: 1, beforeSeq: 102 };
    expect(await table.chats.authorsAmong(reader(chat), ["u0", "u1", "u2"], range)).toEqual(["u0", "u1"]);
    expect(await table.chats.authorsAmong(reader(chat), ["u1"], { ...range, afterSeq: 2 })).toEqual([]);
    expect(await table.chats.authorsAmong(reader(chat), ["u1"], { afterSeq: 5, beforeSeq: 6 })).toEqual([]);
  });

  it("are not looked for before the reader's history cutoff", async () => {
    const chat = await storeChat(table, { userIds: ["u0", "u1"] });
    await storeMessage(table, chat, { userId: "u0" });
    const late = { chat, participant: { historyFromSeq: 3 } };
    expect(await table.chats.authorsAmong(late, ["u0"], { afterSeq: 0, beforeSeq: 3 })).toEqual([]);
  });

  it("cost a read of one message at most 3 read units more", async () => {
    const chat = await storeChat(table, { userIds: ["u0", "u1"] });
    await storeMessage(table, chat, { userId: "u0" });
    const read = () => markRead(portsOn(table), { location: here, chat, userId: "u1", seq: 2 });
    // Header, roster, membership and the entry itself; half a unit each for authors and connections.
    expect((await table.units.of(read)).reads).toBe(4 + 0.5 + 0.5);
  });
});
