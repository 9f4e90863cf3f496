import { beforeEach, describe, expect, it } from "vitest";
import { addParticipants } from "../../../functions/domain/chats/add-participants.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { listMessages } from "../../../functions/domain/messages/list-messages.ts";
import { sync } from "../../../functions/domain/messages/sync.ts";
import { directoryOf } from "../../support/memory-directory.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof portsOfTest>;
const portsOfTest = () => ({ ...sendPorts(), directory: directoryOf() });
let chat: ChatRef;

/** DynamoDB shows a transaction to reads item by item: entries may be missing that the header counts. */
function hide(...hidden: number[]): void {
  const entries = ports.chats.entries.bind(ports.chats);
  ports.chats.entries = async (reader, range) =>
    (await entries(reader, range)).filter(({ entry }) => !hidden.includes(entry.seq));
}

/** A chat with the entries 1 to 5. */
beforeEach(async () => {
  ports = portsOfTest();
  chat = await storeChat(ports);
  for (const body of ["a", "b", "c", "d"]) await storeMessage(ports, chat, { userId: "ben", body });
});

const page = async (query: { afterSeq?: number; beforeSeq?: number }) => {
  const { entries, ...rest } = await listMessages(ports, { chat, userId: "ana" }, { limit: 100, ...query });
  return { seqs: entries.map(({ seq }) => seq), ...rest };
};

const synced = async (seen: number) => {
  const syncing = { locationId: "loc", userId: "ana", seen: { [chat.chatId]: seen }, budget: 30_000 };
  const { entries = [], ...rest } = (await sync(ports, syncing))[chat.chatId] ?? {};
  return { seqs: entries.map(({ seq }) => seq), ...rest };
};

describe("an answer ends before an entry that reads do not show yet", () => {
  it.each([
    [[4], 1, [2, 3]],
    [[2], 1, []],
    [[5], 1, [2, 3, 4]],
    [[1], 0, []],
    [[5], 4, []],
  ])("without %j, after %i: %j", async (hidden, afterSeq, seqs) => {
    hide(...hidden);
    expect(await page({ afterSeq })).toMatchObject({ seqs, lastSeq: 5 });
    expect(await synced(afterSeq)).toMatchObject({ seqs, lastSeq: 5, more: true });
  });

  it("on the newest page, too, which goes on backwards", async () => {
    hide(4);
    expect(await page({})).toEqual({ seqs: [1, 2, 3], lastSeq: 5, firstVisibleSeq: 1 });
  });

  it("and begins at the first entry that the reader may see", async () => {
    const userIds = ["cara"];
    await addParticipants(ports, {
      location: here,
      chat,
      userId: "ana",
      request: { userIds, historyAccess: "none" },
    });
    const { entries } = await listMessages(ports, { chat, userId: "cara" }, { afterSeq: 1, limit: 100 });
    expect(entries.map(({ seq }) => seq)).toEqual([6]);
  });
});
