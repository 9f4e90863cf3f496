import { afterAll, beforeAll, expect, it } from "vitest";
import { addParticipants } from "../../functions/domain/chats/add-participants.ts";
import { changeSubject } from "../../functions/domain/chats/change-subject.ts";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import type { Entry } from "../../functions/domain/log/entry.ts";
import type { Roster } from "../../functions/domain/log/roster.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { here } from "../support/profiles.ts";
import { portsOn, seedUsers } from "../support/send-ports.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

let table: TestTable;

beforeAll(async () => {
  table = await startTestTable();
  await seedUsers(table, 40);
});

afterAll(() => table.stop());

/** The joins that the entries of a log say: the roster must hold the same. */
function replay(log: readonly Entry[]) {
  return log.flatMap((entry) => {
    if (entry.kind === "chat_created")
      return [{ seq: 1, userIds: entry.participantIds, addedBy: entry.userId }];
    return entry.kind === "participants_added"
      ? [{ seq: entry.seq, userIds: entry.userIds, addedBy: entry.userId }]
      : [];
  });
}

const joinsOf = ({ joins }: Roster) => joins.map(({ seq, userIds, addedBy }) => ({ seq, userIds, addedBy }));

it("concurrent adds, subject changes and sends leave a dense log, and the roster that its entries say", async () => {
  const ports = portsOn(table);
  const request = { participantIds: ["u1", "u2"] };
  const { chat: created } = await createChat(ports, { location: here, creatorId: "u0", request });
  const chat = { locationId: "loc", chatId: created.id };
  const subjects = ["red", "blue"];
  await Promise.all(
    ["u0", "u1", "u2"].map(async (userId, mine) => {
      for (let step = 0; step < 10; step += 1) {
        const userIds = [`u${3 + step * 3 + mine}`, `u${4 + step * 3}`];
        const historyAccess = step % 2 === 0 ? "full" : "none";
        await addParticipants(ports, { location: here, chat, userId, request: { userIds, historyAccess } });
        await changeSubject(ports, {
          location: here,
          chat,
          userId,
          subject: subjects[(step + mine) % 2] ?? null,
        });
        await sendMessage(ports, {
          location: here,
          chat,
          userId,
          request: { clientMessageId: `${step}`, body: "Hi" },
        });
      }
    }),
  );
  const found = await table.chats.entries(
    { chat, participant: { historyFromSeq: 1 } },
    { limit: 500, newest: false },
  );
  const log = found.map(({ entry }) => entry);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  expect(found.map(({ messageCount }) => messageCount)).toEqual(
    log.map((_, index) => log.slice(0, index + 1).filter(({ kind }) => kind === "message").length),
  );
  const head = await table.chats.head(chat, "u0");
  expect(head && joinsOf(head.roster)).toEqual(replay(log));
  const everybody = replay(log).flatMap(({ userIds }) => userIds);
  expect(new Set(everybody).size).toBe(everybody.length);
  expect(everybody).toHaveLength(33);
  expect(head?.header).toMatchObject({ lastSeq: log.length, messageCount: 30 });
  const lastSubject = log.findLast((entry) => entry.kind === "subject_changed");
  expect(head?.header.subject).toBe(lastSubject?.subject);
  expect(await table.memberships.ofChat(chat, everybody)).toHaveLength(33);
});
