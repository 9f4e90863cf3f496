import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import type { CreatedBefore } from "../../../functions/domain/log/append.ts";
import { markRead } from "../../../functions/domain/messages/mark-read.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { createPorts } from "../../support/chat-ports.ts";
import { NOON } from "../../support/fake-clock.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";

/** Readers see a transaction of DynamoDB item by item: header, receipt or key are there before the rest. */
let ports: ReturnType<typeof portsOfTest>;
let chat: { locationId: string; chatId: string };

const portsOfTest = () => ({ ...createPorts(), ...sendPorts() });
const creation = { location: here, creatorId: "ana", request: { participantIds: ["ben"] }, key: "k" };
const request = { clientMessageId: "m1", body: "Hello" };

beforeEach(async () => {
  ports = portsOfTest();
  const created = await createChat(ports, creation);
  chat = { locationId: "loc", chatId: created.chat.id };
  await sendMessage(ports, { location: here, chat, userId: "ana", request });
});

/** The first reads do not see what was written already. */
function hide(name: "entries" | "head", reads: number) {
  let left = reads;
  const { head, entries } = ports.chats;
  const isHidden = () => {
    left -= 1;
    return left >= 0;
  };
  if (name === "head") {
    ports.chats.head = async (ref, userId) => (isHidden() ? undefined : head.call(ports.chats, ref, userId));
  } else {
    ports.chats.entries = async (reader, range) =>
      isHidden() ? [] : entries.call(ports.chats, reader, range);
  }
}

/** What needs an item that must exist: what is hidden, and what is answered once it shows. */
const works = {
  read: [
    "entries",
    () => markRead(ports, { location: here, chat, userId: "ben", seq: 2 }),
    { readSeq: 2, unreadCount: 0 },
  ],
  "a retry of a send": [
    "entries",
    () => sendMessage(ports, { location: here, chat, userId: "ana", request }),
    { replayed: true, entry: { seq: 2 } },
  ],
  "a reply": [
    "entries",
    () =>
      sendMessage(ports, {
        location: here,
        chat,
        userId: "ben",
        request: { clientMessageId: "m2", body: "Hi", replyToSeq: 2 },
      }),
    { replayed: false, entry: { seq: 3, replyToSeq: 2 } },
  ],
  "a retry of a creation": ["head", () => createChat(ports, creation), { replayed: true }],
} as const;

describe.each(["read", "a retry of a send", "a reply", "a retry of a creation"] as const)("%s", (name) => {
  const [hidden, work, answer] = works[name];

  it("waits for the rest of the transaction", async () => {
    hide(hidden, 3);
    expect(await work()).toMatchObject(answer);
    expect(ports.clock.time - NOON).toBeLessThan(100);
  });

  it("is unavailable, and writes nothing, if it does not come within a second", async () => {
    hide(hidden, Number.POSITIVE_INFINITY);
    const before = structuredClone([...ports.memberships.stored]);
    await expect(work()).rejects.toMatchObject({ code: "unavailable" });
    expect([...ports.memberships.stored]).toEqual(before);
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
    expect(ports.clock.time - NOON).toBeGreaterThanOrEqual(1000);
    expect(ports.clock.time - NOON).toBeLessThan(1100);
  });
});

describe("an entry that need not exist", () => {
  it("is not waited for", async () => {
    const reply = (replyToSeq: number) =>
      sendMessage(ports, {
        location: here,
        chat,
        userId: "ben",
        request: { clientMessageId: "m3", body: "Hi", replyToSeq },
      });
    for (const seq of [1, 3, 999]) {
      await expect(reply(seq)).rejects.toMatchObject({ code: "invalid_request" });
    }
    expect(ports.clock.time).toBe(NOON);
  });

  it("is that of a creation with another request", async () => {
    ports.chats.createdUnder = async (): Promise<CreatedBefore> => ({ chatId: "c", sameRequest: false });
    await expect(createChat(ports, creation)).rejects.toMatchObject({ code: "conflict" });
    expect(ports.clock.time).toBe(NOON);
  });
});
