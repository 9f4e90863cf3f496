import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { websocketPorts } from "../support/api-ports.ts";
import { type SocketApi, socketApi } from "../support/socket-api.ts";
import { storeChat, storeMessage } from "../support/stored-chat.ts";

let ports: ReturnType<typeof websocketPorts>;
let api: SocketApi;

beforeEach(() => {
  ports = websocketPorts();
  api = socketApi(ports);
});

const Synced = z.object({
  chats: z.record(
    z.string(),
    z.object({
      lastSeq: z.number(),
      firstVisibleSeq: z.number(),
      more: z.boolean(),
      entries: z.array(z.object({ seq: z.number() })),
    }),
  ),
});

/** Synchronizes ana's chats, whose last seq is given by id. The answer must fit into a frame of 32 KB. */
async function sync(chats: Record<string, number>) {
  const answer = await api.send({ action: "sync", requestId: "r1", chats });
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(32 * 1024);
  return Synced.parse(answer).chats;
}

const seqs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index }));

/** A chat of ana and ben with messages by ben, from seq 2 on. */
async function chatWith(count: number, body = "Hi"): Promise<string> {
  const chat = await storeChat(ports);
  for (let index = 0; index < count; index += 1) {
    await storeMessage(ports, chat, { userId: "ben", body, clientMessageId: `m${index}` });
  }
  return chat.chatId;
}

describe("sync", () => {
  it("answers with the missing entries of each chat, and leaves out chats that the user may not see", async () => {
    const [one, other] = [await chatWith(4), await chatWith(0)];
    const { chatId: foreign } = await storeChat(ports, { userIds: ["ben", "cara"] });
    expect(await sync({ [one]: 2, [other]: 1, [foreign]: 0, "01NONE": 0, "no#id": 0 })).toEqual({
      [one]: { lastSeq: 5, firstVisibleSeq: 1, entries: seqs(3, 5), more: false },
      [other]: { lastSeq: 1, firstVisibleSeq: 1, entries: [], more: false },
    });
  });

  it("says that there is more where the frame is full, and leaves no gap", async () => {
    const [big, small] = [await chatWith(12, "😀".repeat(1000)), await chatWith(2)];
    const answer = await sync({ [big]: 1, [small]: 1 });
    const reached = answer[big]?.entries.length ?? 0;
    expect(reached).toBeGreaterThan(3);
    expect(reached).toBeLessThan(12);
    expect(answer[big]).toEqual({
      lastSeq: 13,
      firstVisibleSeq: 1,
      entries: seqs(2, reached + 1),
      more: true,
    });
    const rest = answer[small];
    expect(rest?.more).toBe((rest?.entries.length ?? 0) < 2);
    expect(rest?.entries).toEqual(seqs(2, 3).slice(0, rest?.entries.length));
  });

  it("fits 100 chats into a frame", async () => {
    const seen: Record<string, number> = {};
    for (let index = 0; index < 100; index += 1) seen[await chatWith(2, "x".repeat(400))] = 1;
    const answer = await sync(seen);
    expect(Object.keys(answer)).toHaveLength(100);
    expect(Object.values(answer).some(({ more }) => more)).toBe(true);
  });

  it.each([
    ["no chat", {}],
    ["101 chats", Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`c${index}`, 0]))],
    ["a negative seq", { c: -1 }],
    ["a seq that is no number", { c: "1" }],
  ])("refuses %s", async (_what, chats) => {
    expect(await api.send({ action: "sync", requestId: "r1", chats })).toMatchObject({
      code: "invalid_request",
    });
  });
});
