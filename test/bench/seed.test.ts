import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedChat } from "../../bench/seed/seed-chat.ts";
import { seedUsers } from "../../bench/seed/users.ts";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { here } from "../support/profiles.ts";
import { portsOn } from "../support/send-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

const locationId = "loc";
const userIds = ["u0", "u1", "u2"];
let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
  await seedUsers(table, locationId, userIds);
});

afterAll(() => table.stop());

const everything = { participant: { historyFromSeq: 1 } };

describe("seeding directly into the engine", () => {
  it("writes users whom the stores find and who can be in a chat", async () => {
    expect(await table.directory.profiles(userIds)).toHaveLength(3);
    const named = await table.directory.usersByName(locationId, { after: undefined, limit: 10 });
    expect(named.map(({ position }) => position.id)).toEqual(userIds);
    const request = { participantIds: ["u1", "u2"] };
    const { chat } = await createChat(portsOn(table), { location: here, creatorId: "u0", request });
    expect(chat.participantIds).toEqual(userIds);
  });

  it.each(["messages", "subjects"] as const)(
    "writes a log of %s that the stores read like a sent one",
    async (filler) => {
      const chat = await seedChat(table, { locationId, userIds, subject: "Long", length: 60, filler });
      const log = await table.chats.entries({ chat, ...everything }, { limit: 100, newest: false });
      expect(log.map(({ entry }) => entry.seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
      const messages = filler === "messages" ? 59 : 0;
      expect(log.at(-1)?.messageCount).toBe(messages);
      expect(await table.chats.header(chat)).toMatchObject({ lastSeq: 60, messageCount: messages });
      expect(await table.memberships.ofChat(chat, userIds)).toHaveLength(3);
      const request = { clientMessageId: "m1", body: "On top" };
      const { entry } = await sendMessage(portsOn(table), { location: here, chat, userId: "u1", request });
      expect(entry.seq).toBe(61);
      expect(await table.memberships.find(chat, "u1")).toMatchObject({ readSeq: 61 });
    },
  );
});
