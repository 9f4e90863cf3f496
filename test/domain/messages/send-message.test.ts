import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import type { SendAppend, SendOutcome } from "../../../functions/domain/log/append.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { CrashPlan, countingPlan } from "../../support/crash.ts";
import { MemoryChatStore } from "../../support/memory-chat-store.ts";
import { connection, memoryPorts, NOON } from "../../support/memory-ports.ts";
import { unlimited } from "../../support/settings.ts";

type Ports = ReturnType<typeof memoryPorts>;

let ports: Ports;
let chat: { locationId: string; chatId: string };

beforeEach(async () => {
  ({ ports, chat } = await chatOfThree());
});

async function chatOfThree() {
  const ports = memoryPorts();
  const { chat: created } = await createChat(ports, {
    locationId: "loc",
    creatorId: "ana",
    request: { participantIds: ["ben", "cara"] },
  });
  return { ports, chat: { locationId: "loc", chatId: created.id } };
}

const request = { clientMessageId: "m1", body: "Hello" };
const sending = (userId = "ana", changes = {}) => ({ chat, userId, request: { ...request, ...changes } });

describe("sendMessage", () => {
  it("appends the message and moves the sender's own read pointer", async () => {
    const { entry, replayed } = await sendMessage(ports, unlimited, sending());
    expect(replayed).toBe(false);
    expect(entry).toMatchObject({
      seq: 2,
      kind: "message",
      body: "Hello",
      userId: "ana",
      clientMessageId: "m1",
    });
    expect(ports.chats.log(chat.chatId).at(-1)?.entry).toEqual(entry);
    expect(await ports.memberships.find(chat, "ana")).toMatchObject({ readSeq: 2, readMessageCount: 1 });
    expect(await ports.memberships.find(chat, "ben")).toMatchObject({ readSeq: 1, readMessageCount: 0 });
  });

  it("returns the first entry to a retry, and appends and pushes nothing", async () => {
    ports.connections.connections = [connection("ben")];
    const first = await sendMessage(ports, unlimited, sending());
    const again = await sendMessage(ports, unlimited, sending());
    expect(again).toEqual({ entry: first.entry, replayed: true });
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
    expect(ports.push.posts).toHaveLength(1);
  });

  it.each([
    ["body", { body: "Other" }],
    ["records", { records: [{ type: "contact" as const, id: "c" }] }],
  ])("refuses the key of a message with another %s", async (_what, changes) => {
    await sendMessage(ports, unlimited, sending());
    await expect(sendMessage(ports, unlimited, sending("ana", changes))).rejects.toMatchObject({
      code: "conflict",
    });
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
  });

  it("keeps the keys of different senders apart", async () => {
    await sendMessage(ports, unlimited, sending("ana"));
    const { replayed } = await sendMessage(ports, unlimited, sending("ben"));
    expect(replayed).toBe(false);
  });

  it.each([
    ["a chat that does not exist", "ana", "nowhere"],
    ["somebody who is not in it", "dan", undefined],
    ["an id of another shape", "ana", "a#b"],
  ])("gives the same 404 to %s", async (_what, userId, chatId) => {
    const elsewhere = { ...sending(userId), chat: { ...chat, ...(chatId && { chatId }) } };
    const refused = sendMessage(ports, unlimited, elsewhere);
    await expect(refused).rejects.toMatchObject({ code: "not_found", message: "No such chat" });
  });

  it("takes a reply to a message only", async () => {
    await sendMessage(ports, unlimited, sending());
    await expect(
      sendMessage(ports, unlimited, sending("ben", { clientMessageId: "r1", replyToSeq: 1 })),
    ).rejects.toMatchObject({ code: "invalid_request" });
    await expect(
      sendMessage(ports, unlimited, sending("ben", { clientMessageId: "r2", replyToSeq: 3 })),
    ).rejects.toMatchObject({ code: "invalid_request" });
    const { entry } = await sendMessage(
      ports,
      unlimited,
      sending("ben", { clientMessageId: "r3", replyToSeq: 2 }),
    );
    expect(entry.replyToSeq).toBe(2);
  });

  it("pushes to every other socket of every participant, not to Login-As, expired or over-age ones", async () => {
    ports.connections.connections = [
      connection("ana", { connectionId: "ana-sender" }),
      connection("ana", { connectionId: "ana-phone" }),
      connection("ben"),
      connection("ben", { connectionId: "ben-support", loginAs: true }),
      connection("cara", { connectionId: "cara-expired", expiresAt: NOON / 1000 }),
      connection("cara", { connectionId: "cara-old", connectedAt: NOON - 2 * 3600_000 }),
      connection("dan"),
    ];
    await sendMessage(ports, unlimited, { ...sending(), connectionId: "ana-sender" });
    const entries = ports.push.posts.filter(({ event }) => event.type === "entry");
    expect(entries.map(({ connectionId }) => connectionId)).toEqual(["ana-phone", "ben-socket"]);
    // What may get nothing any more is told so and closed.
    expect(ports.push.closed).toEqual(["cara-expired", "cara-old"]);
  });

  it("forgets a socket that is gone, but not one that is only just connecting", async () => {
    ports.connections.connections = [
      connection("ben"),
      connection("cara", { connectionId: "cara-new", connectedAt: NOON - 29_999 }),
      connection("cara", { connectionId: "cara-30-s-old", connectedAt: NOON - 30_000 }),
    ];
    ports.push.gone.add("ben-socket").add("cara-new").add("cara-30-s-old");
    await sendMessage(ports, unlimited, sending());
    expect(ports.connections.connections.map(({ connectionId }) => connectionId)).toEqual(["cara-new"]);
  });

  it("knows its own receipt when an attempt was written with unknown outcome", async () => {
    ports.connections.connections = [connection("ben")];
    const chats = new LosingFirstAnswer(ports.chats);
    const { replayed, entry } = await sendMessage({ ...ports, chats }, unlimited, sending());
    expect(replayed).toBe(false);
    expect(entry.seq).toBe(2);
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
    expect(ports.push.posts).toHaveLength(1);
  });

  it("is there once after the client's retry, wherever the first attempt died", async () => {
    const calls = await callsOfOneSend();
    expect(calls).toBeGreaterThanOrEqual(4);
    for (let at = 0; at < calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const { ports, chat } = await chatOfThree();
        ports.connections.connections = [connection("ben")];
        const plan = new CrashPlan(at, when);
        await sendMessage(under(plan, ports), unlimited, { chat, userId: "ana", request }).catch(
          () => undefined,
        );
        const { entry } = await sendMessage(ports, unlimited, { chat, userId: "ana", request });
        expect(
          ports.chats.log(chat.chatId).map((it) => it.entry.seq),
          `crash ${when} call ${at}`,
        ).toEqual([1, 2]);
        expect(ports.chats.log(chat.chatId).at(-1)?.entry).toEqual(entry);
        expect(await ports.memberships.find(chat, "ana")).toMatchObject({ readSeq: 2, readMessageCount: 1 });
      }
    }
  });
});

async function callsOfOneSend(): Promise<number> {
  const { ports, chat } = await chatOfThree();
  const plan = countingPlan();
  await sendMessage(under(plan, ports), unlimited, { chat, userId: "ana", request });
  return plan.calls;
}

function under(plan: CrashPlan, ports: Ports): Ports {
  const { chats, memberships, connections, push } = ports;
  return {
    ...ports,
    chats: plan.wrap(chats),
    memberships: plan.wrap(memberships),
    connections: plan.wrap(connections),
    push: plan.wrap(push),
  };
}

/** Its first append takes effect, but the answer says that nobody knows. */
class LosingFirstAnswer extends MemoryChatStore {
  override readonly stored;
  #lost = false;

  constructor({ stored }: MemoryChatStore) {
    super();
    this.stored = stored;
  }

  override async appendMessage(append: SendAppend): Promise<SendOutcome> {
    const outcome = await super.appendMessage(append);
    if (this.#lost) return outcome;
    this.#lost = true;
    return { kind: "contended" };
  }
}
