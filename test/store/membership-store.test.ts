import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Membership, SendCharge } from "../../functions/domain/log/membership.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
});

afterAll(() => table.stop());

const initial = (chatId: string, userId = "ana"): Membership => ({
  locationId: "loc",
  chatId,
  userId,
  historyFromSeq: 1,
  readSeq: 1,
  readMessageCount: 0,
  starred: false,
  muted: false,
});

describe("memberships", () => {
  it("are never overwritten by a late first write: a read pointer does not go back", async () => {
    const it1 = initial("c1");
    await table.memberships.addMissing([it1]);
    await table.memberships.advanceRead(it1, { seq: 7, messageCount: 5 });
    await table.memberships.addMissing([it1]);
    expect(await table.memberships.find(it1, "ana")).toEqual({ ...it1, readSeq: 7, readMessageCount: 5 });
  });

  it("move forward only, whatever the order of the moves", async () => {
    const it2 = initial("c2");
    const moves = [3, 9, 4, 9, 1].map((seq) =>
      table.memberships.advanceRead(it2, { seq, messageCount: seq - 1 }),
    );
    await Promise.all(moves);
    expect(await table.memberships.find(it2, "ana")).toEqual({ ...it2, readSeq: 9, readMessageCount: 8 });
  });

  it("say where a move changes nothing, as it is there already or further: nobody need be told", async () => {
    const it0 = initial("c0");
    const move = (seq: number) => table.memberships.advanceRead(it0, { seq, messageCount: seq - 1 });
    expect(await move(4)).toMatchObject({ readSeq: 4 });
    expect([await move(4), await move(3)]).toEqual([undefined, undefined]);
  });

  it("are written whole by the first move, where their writer died before it", async () => {
    const it3 = initial("c3");
    await table.memberships.advanceRead(it3, { seq: 2, messageCount: 1 });
    expect(await table.memberships.ofChat(it3, ["ana"])).toEqual([
      { ...it3, readSeq: 2, readMessageCount: 1 },
    ]);
  });

  it("count every send of those that overlap, in whatever order they end", async () => {
    const it7 = initial("c7");
    const charge: SendCharge = { seen: undefined, until: 1100, cost: 100 };
    const record = (seq: number, own = charge) =>
      table.memberships.recordSend(it7, { seq, messageCount: seq - 1 }, own);
    await Promise.all([5, 3, 4, 2].map((seq) => record(seq)));
    const state = { ...it7, readSeq: 5, readMessageCount: 4 };
    expect(await table.memberships.find(it7, "ana")).toEqual({ ...state, sendsUsedUntil: 1400 });

    // Read further meanwhile, on another device: the send is counted all the same.
    await table.memberships.advanceRead(it7, { seq: 9, messageCount: 8 });
    await record(6, { seen: 1400, until: 1500, cost: 100 });
    const further = { ...state, readSeq: 9, readMessageCount: 8 };
    expect(await table.memberships.find(it7, "ana")).toEqual({ ...further, sendsUsedUntil: 1500 });

    // After a silence the time is one's own, not the old one and a little more.
    await record(10, { seen: 1500, until: 9100, cost: 100 });
    expect(await table.memberships.find(it7, "ana")).toMatchObject({ readSeq: 10, sendsUsedUntil: 9100 });
  });

  it("take one write unit for a send while none overlaps it", async () => {
    const it8 = initial("c8");
    const { writes } = await table.units.of(() =>
      table.memberships.recordSend(it8, { seq: 2, messageCount: 1 }, { seen: undefined, until: 1, cost: 1 }),
    );
    expect(writes).toBe(1);
  });

  it("are the index of one's chats in one location", async () => {
    await table.memberships.addMissing([initial("c4", "ben"), initial("c5", "ben")]);
    await table.memberships.addMissing([{ ...initial("c6", "ben"), locationId: "other" }]);
    const mine = await table.memberships.ofUser("loc", "ben");
    expect(mine.map(({ chatId }) => chatId)).toEqual(["c4", "c5"]);
  });
});
