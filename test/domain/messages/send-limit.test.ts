import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { spendSend } from "../../../functions/domain/messages/send-limit.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { memoryPorts, NOON } from "../../support/memory-ports.ts";
import { limited } from "../../support/settings.ts";

/** How many of these sends pass, one after the other at these times. */
function passed(times: readonly number[]): number {
  let used: number | undefined;
  let count = 0;
  for (const time of times) {
    try {
      used = spendSend(used, time).until;
      count += 1;
    } catch {
      // refused: it uses nothing up
    }
  }
  return count;
}

describe("spendSend", () => {
  it("lets 50 pass at once, and the next after a tenth of a second", () => {
    expect(passed(Array.from({ length: 60 }, () => NOON))).toBe(50);
    expect(passed([...Array.from({ length: 60 }, () => NOON), NOON + 99])).toBe(50);
    expect(passed([...Array.from({ length: 60 }, () => NOON), NOON + 100])).toBe(51);
  });

  it("never refuses who keeps to 10 a second", () => {
    expect(passed(Array.from({ length: 500 }, (_, index) => NOON + index * 100))).toBe(500);
  });

  it("lets no more pass in any time than the burst and 10 a second", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 300 }), (gaps) => {
        let time = NOON;
        const times = gaps.map((gap) => {
          time += gap;
          return time;
        });
        expect(passed(times)).toBeLessThanOrEqual(50 + (time - NOON) / 100);
      }),
    );
  });

  it("says when to come again", () => {
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
  let ports: ReturnType<typeof memoryPorts>;
  let chat: { locationId: string; chatId: string };

  beforeEach(async () => {
    ports = memoryPorts();
    const request = { participantIds: ["ben"] };
    const created = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
    chat = { locationId: "loc", chatId: created.chat.id };
  });

  const send = (key: string, userId = "ana") =>
    sendMessage(ports, limited, { chat, userId, request: { clientMessageId: key, body: "Hi" } });

  it("is refused after the burst, writes nothing, and goes through a moment later", async () => {
    for (let index = 0; index < 50; index += 1) await send(`m${index}`);
    await expect(send("m50")).rejects.toMatchObject({ code: "rate_limited" });
    expect(ports.chats.log(chat.chatId)).toHaveLength(51);
    expect((await send("b1", "ben")).entry.seq).toBe(52);
    ports.clock.time += 100;
    expect((await send("m50")).entry.seq).toBe(53);
  });

  it("uses up the rate where several overlap, too", async () => {
    let [sent, refused] = [0, 0];
    const oneAfterTheOther = async (line: number) => {
      for (let index = 0; index < 40; index += 1) {
        await send(`${line} ${index}`).then(
          () => (sent += 1),
          () => (refused += 1),
        );
      }
    };
    await Promise.all([0, 1, 2, 3].map(oneAfterTheOther));
    expect(sent).toBeGreaterThanOrEqual(50);
    expect(sent).toBeLessThan(50 + 4);
    expect(sent + refused).toBe(160);
  });

  it("is still answered where it is a retry, which uses nothing up", async () => {
    for (let index = 0; index < 50; index += 1) await send(`m${index}`);
    expect(await send("m7")).toMatchObject({ replayed: true, entry: { seq: 9 } });
    const other = sendMessage(ports, limited, {
      chat,
      userId: "ana",
      request: { clientMessageId: "m7", body: "Other" },
    });
    await expect(other).rejects.toMatchObject({ code: "conflict" });
  });
});
