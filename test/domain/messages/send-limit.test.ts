import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { spendSend } from "../../../functions/domain/messages/send-limit.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { NOON } from "../../support/fake-clock.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat } from "../../support/stored-chat.ts";

/** The number of sends that pass, one after the other at these times. */
function countPassed(times: readonly number[]): number {
  let used: number | undefined;
  let count = 0;
  for (const time of times) {
    try {
      used = spendSend(used, time).until;
      count += 1;
    } catch {
      // A refused send uses nothing up.
    }
  }
  return count;
}

describe("spendSend", () => {
  it("passes a burst of 50, and the next send 100 ms later", () => {
    expect(countPassed(Array.from({ length: 60 }, () => NOON))).toBe(50);
    expect(countPassed([...Array.from({ length: 60 }, () => NOON), NOON + 99])).toBe(50);
    expect(countPassed([...Array.from({ length: 60 }, () => NOON), NOON + 100])).toBe(51);
  });

  it("never refuses 10 sends a second", () => {
    expect(countPassed(Array.from({ length: 500 }, (_, index) => NOON + index * 100))).toBe(500);
  });

  it("passes in any time at most the burst and 10 a second", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 300 }), (gaps) => {
        let time = NOON;
        const times = gaps.map((gap) => {
          time += gap;
          return time;
        });
        expect(countPassed(times)).toBeLessThanOrEqual(50 + (time - NOON) / 100);
      }),
    );
  });

  it("says after how many seconds to retry", () => {
    const refused = () => spendSend(NOON + 8000, NOON);
    expect(refused).toThrow(
      expect.objectContaining({
        code: "rate_limited",
        quota: { limit: 10, remaining: 0, retryAfterSeconds: 4 },
      }),
    );
  });
});

describe("a limited send", () => {
  let ports: ReturnType<typeof sendPorts>;
  let chat: ChatRef;

  beforeEach(async () => {
    ports = sendPorts();
    chat = await storeChat(ports);
  });

  const send = (key: string, userId = "ana") =>
    sendMessage(ports, { location: here, chat, userId, request: { clientMessageId: key, body: "Hi" } });

  it("is refused after the burst, writes nothing, and passes 100 ms later", async () => {
    for (let index = 0; index < 50; index += 1) await send(`m${index}`);
    await expect(send("m50")).rejects.toMatchObject({ code: "rate_limited" });
    expect(ports.chats.log(chat.chatId)).toHaveLength(51);
    expect((await send("b1", "ben")).entry.seq).toBe(52);
    ports.clock.time += 100;
    expect((await send("m50")).entry.seq).toBe(53);
  });

  it("is counted when sends overlap", async () => {
    let [sent, refused] = [0, 0];
    const sendInTurn = async (line: number) => {
      for (let index = 0; index < 40; index += 1) {
        await send(`${line} ${index}`).then(
          () => (sent += 1),
          () => (refused += 1),
        );
      }
    };
    await Promise.all([0, 1, 2, 3].map(sendInTurn));
    expect(sent).toBeGreaterThanOrEqual(50);
    expect(sent).toBeLessThan(50 + 4);
    expect(sent + refused).toBe(160);
  });

  it("is answered over the limit when it is a retry, and refused when it reuses the key of another message", async () => {
    for (let index = 0; index < 50; index += 1) await send(`m${index}`);
    expect(await send("m7")).toMatchObject({ replayed: true, entry: { seq: 9 } });
    const other = sendMessage(ports, {
      location: here,
      chat,
      userId: "ana",
      request: { clientMessageId: "m7", body: "Other" },
    });
    await expect(other).rejects.toMatchObject({ code: "conflict" });
  });
});
