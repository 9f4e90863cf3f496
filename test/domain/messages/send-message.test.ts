import { beforeEach, describe, expect, it } from "vitest";
import { addParticipants } from "../../../functions/domain/chats/add-participants.ts";
import type { SendAppend, SendOutcome } from "../../../functions/domain/log/append.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { addPorts } from "../../support/chat-ports.ts";
import { connection } from "../../support/connections.ts";
import { CrashPlan, countingPlan, crashes } from "../../support/crash.ts";
import { NOON } from "../../support/fake-clock.ts";
import { MemoryChatStore } from "../../support/memory-chat-store.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat } from "../../support/stored-chat.ts";

type Ports = ReturnType<typeof sendPorts>;

let ports: Ports;
let chat: ChatRef;

beforeEach(async () => {
  ({ ports, chat } = await chatOfThree());
});

async function chatOfThree() {
  const ports = sendPorts();
  return { ports, chat: await storeChat(ports, { userIds: ["ana", "ben", "cara"] }) };
}

const request = { clientMessageId: "m1", body: "Hello" };
const send = (userId = "ana", changes = {}) =>
  sendMessage(ports, { location: here, chat, userId, request: { ...request, ...changes } });

describe("sendMessage", () => {
  it("appends the message and moves the sender's own read pointer", async () => {
    const { entry, replayed } = await send();
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

  it("answers a retry with the first entry, and appends and pushes nothing", async () => {
    ports.connections.connections = [connection("ben")];
    const first = await send();
    expect(await send()).toEqual({ entry: first.entry, replayed: true });
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
    expect(ports.push.posts).toHaveLength(1);
  });

  it.each([
    ["body", { body: "Other" }],
    ["records", { records: [{ type: "contact" as const, id: "c" }] }],
  ])("refuses the key of a message with another %s", async (_what, changes) => {
    await send();
    await expect(send("ana", changes)).rejects.toMatchObject({ code: "conflict" });
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
  });

  it("keeps the keys of different senders apart", async () => {
    await send("ana");
    expect((await send("ben")).replayed).toBe(false);
  });

  it.each([
    ["for an unknown chat", "ana", "nowhere"],
    ["to a non-participant", "dan", undefined],
    ["for an invalid chat id", "ana", "a#b"],
  ])("answers the same not_found %s", async (_what, userId, chatId = chat.chatId) => {
    const sending = { location: here, chat: { ...chat, chatId }, userId, request };
    await expect(sendMessage(ports, sending)).rejects.toMatchObject({
      code: "not_found",
      message: "No such chat",
    });
  });

  it("accepts a reply to a message, and refuses one to another entry or to none", async () => {
    await send();
    const reply = (replyToSeq: number) => send("ben", { clientMessageId: `r${replyToSeq}`, replyToSeq });
    await expect(reply(1)).rejects.toMatchObject({ code: "invalid_request" });
    await expect(reply(3)).rejects.toMatchObject({ code: "invalid_request" });
    expect((await reply(2)).entry.replyToSeq).toBe(2);
  });

  it("refuses a reply to a message before the sender's history cutoff", async () => {
    await send();
    const { chats, memberships } = ports;
    const added = { userIds: ["dan"], historyAccess: "none" as const };
    const adding = addPorts(["dan"]);
    await addParticipants(
      { ...adding, chats, memberships },
      { location: here, chat, userId: "ana", request: added },
    );
    const reply = send("dan", { clientMessageId: "r", replyToSeq: 2 });
    await expect(reply).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("pushes to the other active connections of all participants, except Login-As sessions", async () => {
    ports.connections.connections = [
      connection("ana", { connectionId: "ana-sender" }),
      connection("ana", { connectionId: "ana-phone" }),
      connection("ben"),
      connection("ben", { connectionId: "ben-support", actorId: "gus" }),
      connection("cara", { connectionId: "cara-expired", expiresAt: NOON / 1000 }),
      connection("cara", { connectionId: "cara-old", connectedAt: NOON - 2 * 3600_000 }),
      connection("dan"),
    ];
    await sendMessage(ports, { location: here, chat, userId: "ana", request, connectionId: "ana-sender" });
    const entries = ports.push.posts.filter(({ event }) => event.type === "entry");
    expect(entries.map(({ connectionId }) => connectionId)).toEqual(["ana-phone", "ben-socket"]);
    // Inactive connections are closed.
    expect(ports.push.closed).toEqual(["cara-expired", "cara-old"]);
  });

  it("forgets a connection that is gone, but not within 30 seconds after it connected", async () => {
    ports.connections.connections = [
      connection("ben"),
      connection("cara", { connectionId: "cara-new", connectedAt: NOON - 29_999 }),
      connection("cara", { connectionId: "cara-30-s-old", connectedAt: NOON - 30_000 }),
    ];
    ports.push.gone.add("ben-socket").add("cara-new").add("cara-30-s-old");
    await send();
    expect(ports.connections.ids()).toEqual(["cara-new"]);
  });

  it("recognizes its own receipt after an attempt whose outcome was unknown", async () => {
    ports.connections.connections = [connection("ben")];
    const chats = new LosingFirstAnswer(ports.chats);
    const sending = { location: here, chat, userId: "ana", request };
    const { replayed, entry } = await sendMessage({ ...ports, chats }, sending);
    expect(replayed).toBe(false);
    expect(entry.seq).toBe(2);
    expect(ports.chats.log(chat.chatId)).toHaveLength(2);
    expect(ports.push.posts).toHaveLength(1);
  });

  it("appends the message once after the client's retry, wherever the first attempt crashed", async () => {
    const calls = await callsOfOneSend();
    expect(calls).toBeGreaterThanOrEqual(4);
    for (const { at, when } of crashes(calls)) {
      const { ports, chat } = await chatOfThree();
      ports.connections.connections = [connection("ben")];
      const crashing = under(new CrashPlan(at, when), ports);
      const sending = { location: here, chat, userId: "ana", request };
      await sendMessage(crashing, sending).catch(() => undefined);
      const { entry } = await sendMessage(ports, sending);
      expect(
        ports.chats.log(chat.chatId).map((it) => it.entry.seq),
        `crash ${when} call ${at}`,
      ).toEqual([1, 2]);
      expect(ports.chats.log(chat.chatId).at(-1)?.entry).toEqual(entry);
      expect(await ports.memberships.find(chat, "ana")).toMatchObject({ readSeq: 2, readMessageCount: 1 });
    }
  });
});

async function callsOfOneSend(): Promise<number> {
  const { ports, chat } = await chatOfThree();
  const plan = countingPlan();
  await sendMessage(under(plan, ports), { location: here, chat, userId: "ana", request });
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

/** The first append takes effect, but answers as if its outcome were unknown. */
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
