import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildNewChat, type CreateChatRequest } from "../../functions/domain/chats/new-chat.ts";
import type { Append, SendAppend, SendReceipt } from "../../functions/domain/log/append.ts";
import { advance, type ChatRef, emptyHeader, nextInLog } from "../../functions/domain/log/chat-header.ts";
import { messageAfter } from "../../functions/domain/messages/message.ts";
import { Database } from "../../functions/store/database.ts";
import { DynamodbChatStore } from "../../functions/store/dynamodb-chat-store.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const NOW = Date.parse("2026-03-02T12:00:00.000Z");
let count = 0;

async function newChat(request: Partial<CreateChatRequest> = {}) {
  count += 1;
  const append = buildNewChat({
    locationId: "loc",
    chatId: `chat${count}`,
    creatorId: "ana",
    userIds: ["ana", "ben"],
    request: { participantIds: ["ben"], ...request },
    messageId: "id1",
    now: NOW,
  });
  expect(await table.chats.create(append)).toEqual({ kind: "appended" });
  return { chat: append.chat, append, header: append.header, roster: append.roster };
}

function messageOn(
  { chat, header }: { chat: ChatRef; header: Append["header"] },
  receipt?: Partial<SendReceipt>,
): SendAppend {
  const from = { userId: "ana", now: NOW, messageId: "id2" };
  const next = advance(header, messageAfter(header, from, { clientMessageId: "m1", body: "Hi" }));
  const full = {
    userId: "ana",
    clientMessageId: "m1",
    seq: next.header.lastSeq,
    messageId: "id2",
    ...receipt,
  };
  return { chat, afterSeq: header.lastSeq, header: next.header, entries: [next.logEntry], receipt: full };
}

describe("append", () => {
  it("writes every field of header, roster and entries", async () => {
    const records = [{ type: "contact" as const, id: "c1" }];
    const message = { body: "Hi 👨‍👩‍👧‍👦", clientMessageId: "with # and 😀" };
    const { chat, append, header, roster } = await newChat({ subject: "Deal", records, message });
    expect(await table.chats.head(chat, "ana")).toEqual({ header, roster });
    const reader = { chat, participant: { historyFromSeq: 1 } };
    expect(await table.chats.entries(reader, { limit: 10, newest: false })).toEqual(append.entries);
  });

  it("returns the newest header with a refusal", async () => {
    const { chat, header } = await newChat();
    const first = messageOn({ chat, header });
    await table.chats.appendMessage(first);
    const other = messageOn({ chat, header }, { clientMessageId: "m2" });
    expect(await table.chats.appendMessage(other)).toEqual({ kind: "stale", header: first.header });
  });

  it("reports a receipt before a moved header", async () => {
    const { chat, header } = await newChat();
    const first = messageOn({ chat, header });
    await table.chats.appendMessage(first);
    expect(await table.chats.appendMessage(first)).toEqual({ kind: "duplicate", receipt: first.receipt });
    expect(await table.chats.header(chat)).toEqual(first.header);
  });

  it("ignores an expired receipt", async () => {
    const { chat, header } = await newChat();
    const first = messageOn({ chat, header });
    await table.chats.appendMessage(first);
    const threeDaysLater = new DynamodbChatStore(table.database, { now: () => Date.now() + 3 * 86_400_000 });
    const again = messageOn({ chat, header: first.header });
    expect(await threeDaysLater.appendMessage(again)).toEqual({ kind: "appended" });
  });

  it("changes the roster only where it is as it was read", async () => {
    const { chat, header, roster } = await newChat();
    const grown = (userId: string, seq: number) => ({
      ...roster,
      joins: [
        ...roster.joins,
        { ...firstJoin(roster), userIds: [userId], seq, historyAccess: "none" as const },
      ],
    });
    const adding = (userId: string, on: Append["header"]): Append => {
      const entry = {
        ...nextInLog(on, "ana", NOW),
        kind: "participants_added" as const,
        userIds: [userId],
        historyAccess: "none" as const,
      };
      const next = advance(on, entry);
      return {
        chat,
        afterSeq: on.lastSeq,
        header: next.header,
        entries: [next.logEntry],
        roster: grown(userId, entry.seq),
      };
    };
    const cara = adding("cara", header);
    expect(await table.chats.append(cara)).toEqual({ kind: "appended" });
    const danOnStaleRoster = adding("dan", cara.header);
    expect(await table.chats.append(danOnStaleRoster)).toEqual({ kind: "contended" });
    expect((await table.chats.head(chat, "ana"))?.roster.joins.flatMap(({ userIds }) => userIds)).toEqual([
      "ana",
      "ben",
      "cara",
    ]);
  });

  it.each(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])(
    "reports %s as contention",
    async (code) => {
      const outcome = await appendCancelled([{ Code: code }, { Code: "None" }, { Code: "None" }]);
      expect(outcome).toEqual({ kind: "contended" });
    },
  );

  it("throws an error that no retry can change", async () => {
    await expect(appendCancelled([{ Code: "ValidationError" }])).rejects.toBeInstanceOf(
      TransactionCanceledException,
    );
  });
});

/** The outcome of an append that DynamoDB cancels for these reasons. The engine itself never conflicts. */
async function appendCancelled(CancellationReasons: { Code: string }[]) {
  const client = table.connect();
  const mock = mockClient(client);
  const cancelled = new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons,
  });
  mock.on(TransactWriteItemsCommand).rejects(cancelled);
  const store = new DynamodbChatStore(new Database(client, table.tableName), { now: () => NOW });
  return store.append(
    messageOn({
      chat: { locationId: "loc", chatId: "c" },
      header: emptyHeader({ locationId: "loc", chatId: "c" }),
    }),
  );
}

function firstJoin<Value>({ joins }: { joins: Value[] }): Value {
  const [first] = joins;
  if (first === undefined) throw new Error("no join");
  return first;
}

describe("entries", () => {
  it("never lie below the reader's history cutoff, for any range", async () => {
    const { chat, header } = await newChat();
    let on = header;
    for (let index = 0; index < 12; index += 1) {
      const append = messageOn({ chat, header: on }, { clientMessageId: `m${index}` });
      await table.chats.append(append);
      on = append.header;
    }
    const bound = fc.option(fc.integer({ min: 0, max: 16 }), { nil: undefined });
    const ranges = fc.record({
      historyFromSeq: fc.integer({ min: 1, max: 14 }),
      afterSeq: bound,
      beforeSeq: bound,
    });
    await fc.assert(
      fc.asyncProperty(
        ranges,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        async (range, limit, newest) => {
          const { historyFromSeq, afterSeq, beforeSeq } = range;
          const found = await table.chats.entries(
            { chat, participant: { historyFromSeq } },
            {
              limit,
              newest,
              ...(afterSeq !== undefined && { afterSeq }),
              ...(beforeSeq !== undefined && { beforeSeq }),
            },
          );
          const visible = Array.from({ length: 13 }, (_, index) => index + 1).filter(
            (seq) => seq >= historyFromSeq && seq > (afterSeq ?? 0) && seq < (beforeSeq ?? 99),
          );
          const expected = newest ? visible.slice(-limit) : visible.slice(0, limit);
          expect(found.map(({ entry }) => entry.seq)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([9_999, 999_999_999_998, 950_000_000_000_000])(
    "are none after seq %i, beyond the log",
    async (afterSeq) => {
      const { chat } = await newChat();
      const range = { afterSeq, limit: 10, newest: false };
      expect(await table.chats.entries({ chat, participant: { historyFromSeq: 1 } }, range)).toEqual([]);
    },
  );

  it("are read whole beyond the 1 MB of a page", async () => {
    const { chat, header } = await newChat();
    let on = header;
    const body = "x".repeat(5000);
    const entries = [];
    for (let index = 0; index < 80; index += 1) {
      const from = { userId: "ana", now: NOW, messageId: `big${index}` };
      const next = advance(on, {
        ...messageAfter(on, from, { clientMessageId: "m", body }),
        body: body.repeat(4),
      });
      on = next.header;
      entries.push(next.logEntry);
    }
    await table.chats.append({ chat, afterSeq: header.lastSeq, header: on, entries });
    const found = await table.chats.entries(
      { chat, participant: { historyFromSeq: 1 } },
      { limit: 100, newest: true },
    );
    expect(found.map(({ entry }) => entry.seq)).toEqual(Array.from({ length: 81 }, (_, index) => index + 1));
  });
});
