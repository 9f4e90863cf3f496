import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { advance, type ChatRef, emptyHeader } from "../../functions/domain/log/chat-header.ts";
import { messageAfter } from "../../functions/domain/messages/message.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { openRateLimiter } from "../../functions/runtime/rate-limiter.ts";
import { connection } from "../support/connections.ts";
import { crashes } from "../support/crash.ts";
import { countCalls, crashingDatabase } from "../support/crashing-database.ts";
import { here } from "../support/profiles.ts";
import { portsOn, seedUsers } from "../support/send-ports.ts";
import { startTestTable, storesOn, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
  await seedUsers(table, 100);
});

afterAll(() => table.stop());

async function newChat(participants = 3) {
  const participantIds = Array.from({ length: participants - 1 }, (_, index) => `u${index + 1}`);
  const { chat: created } = await createChat(portsOn(table), {
    location: here,
    creatorId: "u0",
    request: { participantIds },
  });
  return { locationId: "loc", chatId: created.id };
}

const fullHistory = { participant: { historyFromSeq: 1 } };

async function logOf(chat: ChatRef, limit = 1000) {
  const found = await table.chats.entries({ chat, ...fullHistory }, { limit, newest: false });
  return found.map(({ entry }) => entry);
}

describe("sending on the real engine", () => {
  it("keeps the log of 8 concurrent senders dense, each message once, and unchanged by retries", async () => {
    const chat = await newChat(8);
    const ports = portsOn(table);
    const sendAll = () =>
      Promise.all(
        Array.from({ length: 8 }, async (_, sender) => {
          const seqs: number[] = [];
          for (let index = 0; index < 20; index += 1) {
            const request = { clientMessageId: `m${index}`, body: `Message ${index} of ${sender}` };
            seqs.push(
              (await sendMessage(ports, { location: here, chat, userId: `u${sender}`, request })).entry.seq,
            );
          }
          return seqs;
        }),
      );
    const first = await sendAll();
    expect(await sendAll()).toEqual(first);
    const log = await logOf(chat);
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 161 }, (_, index) => index + 1));
    const keys = log.flatMap((it) => (it.kind === "message" ? [`${it.userId} ${it.clientMessageId}`] : []));
    expect(new Set(keys).size).toBe(160);
    expect(await table.chats.header(chat)).toMatchObject({ lastSeq: 161, messageCount: 160 });
  });

  it("appends the message once after a retry, wherever the first attempt crashed", async () => {
    const request = { clientMessageId: "m1", body: "Hello" };
    const send = (ports: ReturnType<typeof portsOn>, chat: ChatRef) =>
      sendMessage(ports, { location: here, chat, userId: "u0", request });
    await table.connections.add(
      connection("u1", { connectedAt: Date.now(), expiresAt: Date.now() / 1000 + 60 }),
    );
    const counted = await newChat();
    const calls = await countCalls(table, (database) => send(portsOn(storesOn(database)), counted));
    // Header and roster, the transaction, the connections, the read pointer.
    expect(calls).toBe(4);
    for (const { at, when } of crashes(calls)) {
      const chat = await newChat();
      const crashing = crashingDatabase(table, at, when);
      await send(portsOn(storesOn(crashing)), chat).catch(() => undefined);
      const { entry } = await send(portsOn(table), chat);
      expect(
        (await logOf(chat)).map(({ seq }) => seq),
        `crash ${when} call ${at}`,
      ).toEqual([1, 2]);
      expect((await logOf(chat)).at(-1)).toEqual(entry);
      expect(await table.memberships.find(chat, "u0")).toMatchObject({ readSeq: 2, readMessageCount: 1 });
    }
  });

  it.each([2, 100])(
    "costs 7 write units in a chat of %i, limited as in every stage",
    async (participants) => {
      const chat = await newChat(participants);
      const ports = portsOn(table);
      const limited = { ...ports, limiter: openRateLimiter("on", { ...ports, database: table.database }) };
      const send = (index: number) =>
        sendMessage(limited, {
          location: here,
          chat,
          userId: "u0",
          request: { clientMessageId: `m${index}`, body: "A short message, as most of them are." },
        });
      await send(0);
      const units = await table.units.of(() => send(1));
      expect(units).toEqual({
        // Header, roster and membership; half a unit for the connections of each participant.
        reads: 3 + 0.5 * participants,
        // Two for each of header, entry and receipt in the transaction; one for the read pointer.
        writes: 2 * 3 + 1,
      });
    },
  );

  it("costs the same after 10,000 messages", async () => {
    const chat = await newChat(2);
    const send = (index: number) =>
      sendMessage(portsOn(table), {
        location: here,
        chat,
        userId: "u0",
        request: { clientMessageId: `m${index}`, body: "Hello" },
      });
    const early = await table.units.of(() => send(0));
    // Header and roster, and half a unit for the connections of each of two participants.
    expect(early).toEqual({ reads: 2 + 0.5 * 2, writes: 7 });
    await appendMessages(chat, 9_999);
    const late = await table.units.of(() => send(10_000));
    expect(late).toEqual(early);
    expect(await table.chats.header(chat)).toMatchObject({ lastSeq: 10_002, messageCount: 10_001 });
  });

  it("creates a chat of 100 participants, each with a membership", async () => {
    const chat = await newChat(100);
    const head = await table.chats.head(chat, "u0");
    expect(head?.roster.joins.flatMap(({ userIds }) => userIds)).toHaveLength(100);
    const members = Array.from({ length: 100 }, (_, index) => `u${index}`);
    expect(await table.memberships.ofChat(chat, members)).toHaveLength(100);
  });
});

/** Appends many messages in few transactions. The log is the same as after as many sends. */
async function appendMessages(chat: ChatRef, count: number): Promise<void> {
  const perTransaction = 90;
  for (let done = 0; done < count; done += perTransaction) {
    let header = (await table.chats.header(chat)) ?? emptyHeader(chat);
    const afterSeq = header.lastSeq;
    const entries = Array.from({ length: Math.min(perTransaction, count - done) }, (_, index) => {
      const from = { userId: "u1", now: Date.now(), messageId: `bulk${done + index}` };
      const next = advance(header, messageAfter(header, from, { clientMessageId: "bulk", body: "Hello" }));
      header = next.header;
      return next.logEntry;
    });
    const outcome = await table.chats.append({ chat, afterSeq, header, entries });
    expect(outcome).toEqual({ kind: "appended" });
  }
}
