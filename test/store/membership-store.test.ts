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
  it("are not overwritten by a late first write, which would move the read pointer back", async () => {
    const it1 = initial("c1");
    await table.memberships.addMissing([it1]);
    await table.memberships.advanceRead(it1, { seq: 7, messageCount: 5 });
    await table.memberships.addMissing([it1]);
    expect(await table.memberships.find(it1, "ana")).toEqual({ ...it1, readSeq: 7, readMessageCount: 5 });
  });

  it("move their read pointer forward only, in whatever order moves arrive", async () => {
    const it2 = initial("c2");
    const moves = [3, 9, 4, 9, 1].map((seq) =>
      table.memberships.advanceRead(it2, { seq, messageCount: seq - 1 }),
    );
    await Promise.all(moves);
    expect(await table.memberships.find(it2, "ana")).toEqual({ ...it2, readSeq: 9, readMessageCount: 8 });
  });

  it("report a move that changes nothing, so that nothing is pushed", async () => {
    const it0 = initial("c0");
    const move = (seq: number) => table.memberships.advanceRead(it0, { seq, messageCount: seq - 1 });
    expect(await move(4)).toMatchObject({ readSeq: 4 });
    expect([await move(4), await move(3)]).toEqual([undefined, undefined]);
  });

  it("are written whole by the first move, when their writer crashed", async () => {
    const it3 = initial("c3");
    await table.memberships.advanceRead(it3, { seq: 2, messageCount: 1 });
    expect(await table.memberships.ofChat(it3, ["ana"])).toEqual([
      { ...it3, readSeq: 2, readMessageCount: 1 },
    ]);
  });

  it("count every send when sends overlap, in whatever order they end", async () => {
    const it7 = initial("c7");
    const charge: SendCharge = { seen: undefined, until: 1100, cost: 100 };
    const record = (seq: number, own = charge) =>
      table.memberships.recordSend(it7, { seq, messageCount: seq - 1 }, own);
    await Promise.all([5, 3, 4, 2].map((seq) => record(seq)));
    const state = { ...it7, readSeq: 5, readMessageCount: 4 };
    expect(await table.memberships.find(it7, "ana")).toEqual({ ...state, sendsUsedUntil: 1400 });

    // The pointer moved further on another device. The send is counted all the same.
    await table.memberships.advanceRead(it7, { seq: 9, messageCount: 8 });
    await record(6, { seen: 1400, until: 1500, cost: 100 });
    const further = { ...state, readSeq: 9, readMessageCount: 8 };
    expect(await table.memberships.find(it7, "ana")).toEqual({ ...further, sendsUsedUntil: 1500 });

    // After a pause the time is the send's own, not the old time plus the cost.
    await record(10, { seen: 1500, until: 9100, cost: 100 });
    expect(await table.memberships.find(it7, "ana")).toMatchObject({ readSeq: 10, sendsUsedUntil: 9100 });
  });

  it("cost one write unit for a send that no other overlaps", async () => {
    const it8 = initial("c8");
    const { writes } = await table.units.of(() =>
      table.memberships.recordSend(it8, { seq: 2, messageCount: 1 }, { seen: undefined, until: 1, cost: 1 }),
    );
    expect(writes).toBe(1);
  });

  it("list a user's chats in one location", async () => {
    await table.memberships.addMissing([initial("c4", "ben"), initial("c5", "ben")]);
    await table.memberships.addMissing([{ ...initial("c6", "ben"), locationId: "other" }]);
    const mine = await table.memberships.ofUser("loc", "ben");
    expect(mine.map(({ chatId }) => chatId)).toEqual(["c4", "c5"]);
  });
});
