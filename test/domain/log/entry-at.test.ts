import { beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { entryAt } from "../../../functions/domain/log/entry-at.ts";
import type { LogRange } from "../../../functions/domain/log/ports.ts";
import { MemoryChatStore } from "../../support/memory-chat-store.ts";
import { MemoryMemberships } from "../../support/memory-memberships.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let chats: MemoryChatStore;
let chat: ChatRef;

/** A log of four entries: the creation and three messages. */
beforeEach(async () => {
  chats = new MemoryChatStore();
  const stores = { chats, memberships: new MemoryMemberships() };
  chat = await storeChat(stores);
  for (const body of ["one", "two", "three"]) await storeMessage(stores, chat, { body });
});

const at = (seq: number, historyFromSeq = 1) =>
  entryAt({ chats }, { chat, participant: { historyFromSeq } }, seq);

describe("entryAt", () => {
  it("finds the entry at a seq, with the messages counted up to it", async () => {
    expect(await at(1)).toMatchObject({ entry: { seq: 1, kind: "chat_created" }, messageCount: 0 });
    expect(await at(3)).toMatchObject({ entry: { seq: 3, body: "two" }, messageCount: 2 });
    expect(await at(4)).toMatchObject({ entry: { seq: 4, body: "three" }, messageCount: 3 });
  });

  it.each([0, 5])("finds nothing at %i, outside of the log", async (seq) => {
    expect(await at(seq)).toBeUndefined();
  });

  it("respects the reader's history cutoff", async () => {
    expect([await at(2, 3), await at(1, 3)]).toEqual([undefined, undefined]);
    expect(await at(3, 3)).toMatchObject({ entry: { seq: 3 } });
  });

  it("reads one entry", async () => {
    const ranges: LogRange[] = [];
    const entries: MemoryChatStore["entries"] = async (reader, range) => {
      ranges.push(range);
      return chats.entries(reader, range);
    };
    await entryAt({ chats: { entries } }, { chat, participant: { historyFromSeq: 1 } }, 3);
    expect(ranges).toEqual([{ afterSeq: 2, beforeSeq: 4, limit: 1, newest: true }]);
  });
});
