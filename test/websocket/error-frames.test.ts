import { beforeEach, describe, expect, it } from "vitest";
import { ChatError } from "../../functions/domain/errors.ts";
import { websocketPorts } from "../support/api-ports.ts";
import { socketApi } from "../support/socket-api.ts";
import { storeChat } from "../support/stored-chat.ts";

let ports: ReturnType<typeof websocketPorts>;
let chatId: string;

beforeEach(async () => {
  ports = websocketPorts();
  ({ chatId } = await storeChat(ports));
});

const answerTo = (frame: object): Promise<object> => socketApi(ports).send({ requestId: "r1", ...frame });

const send = (fields: object) => answerTo({ action: "send", chatId, clientMessageId: "m", ...fields });

describe("an error frame", () => {
  it("has a trace id, and nothing else that its status does not call for", async () => {
    expect(await answerTo({ action: "dance" })).toEqual({
      type: "error",
      requestId: "r1",
      statusCode: 422,
      code: "invalid_request",
      message: [expect.stringMatching(/^action: must be "ping" or "send" or /)],
      traceId: "trace-1",
    });
    expect(await answerTo({ action: "read", chatId: "c", seq: 1 })).toEqual({
      ...{ type: "error", requestId: "r1", statusCode: 404, code: "not_found", message: "No such chat" },
      traceId: "trace-1",
    });
  });

  it("of a conflict has its reason", async () => {
    await send({ body: "one" });
    expect(await send({ body: "other" })).toMatchObject({ code: "conflict", reason: "key_reused" });
    const declared = {
      locationId: "loc",
      chatId,
      attachmentId: "file",
      uploadedBy: "ana",
      filename: "a.txt",
    };
    const attachment = { ...declared, contentType: "text/plain", size: 1, dateAdded: "", usedSeq: 2 };
    await ports.attachments.add(attachment);
    const used = await send({ clientMessageId: "m2", attachmentIds: ["file"] });
    expect(used).toMatchObject({ code: "conflict", reason: "attachment_used" });
  });

  it("of 429 says after how many seconds to try again", async () => {
    const quota = { limit: 20, remaining: 0, retryAfterSeconds: 1 };
    ports.limiter.refusals.set("send", new ChatError("rate_limited", "Wait", { quota }));
    expect(await send({ body: "Hi" })).toMatchObject({
      ...{ statusCode: 429, code: "rate_limited", traceId: "trace-1", retryAfter: 1 },
    });
  });

  it("of 503 says so, too; of 500 it does not", async () => {
    ports.chats.head = () => Promise.reject(new ChatError("unavailable", "Busy"));
    expect(await send({ body: "Hi" })).toMatchObject({ statusCode: 503, traceId: "trace-1", retryAfter: 1 });
    ports.chats.head = () => Promise.reject(new Error("secret"));
    expect(await send({ body: "Hi" })).toEqual({
      ...{
        type: "error",
        requestId: "r1",
        statusCode: 500,
        code: "internal",
        message: "Something went wrong",
      },
      traceId: "trace-1",
    });
    expect(ports.log.lines.at(-1)).toMatchObject({ message: "frame failed", fields: { traceId: "trace-1" } });
  });
});

describe("sync", () => {
  it.each(["x".repeat(2033), "a#b", "", "\u0000", "😀", "__proto__", "constructor"])(
    "leaves out an id of another shape, or of no chat: %j",
    async (id) => {
      const asked: string[] = [];
      const heads = ports.chats.headsOf.bind(ports.chats);
      ports.chats.headsOf = (userId, refs) => {
        asked.push(...refs.map((ref) => ref.chatId));
        return heads(userId, refs);
      };
      const text = `{"${chatId}":1,${JSON.stringify(id)}:0}`;
      const answer = await answerTo({ action: "sync", chats: JSON.parse(text) });
      const own = { lastSeq: 1, firstVisibleSeq: 1, entries: [], more: false };
      expect(answer).toEqual({ type: "ack", requestId: "r1", chats: { [chatId]: own } });
      expect(asked.every((it) => /^[\w-]{1,64}$/.test(it))).toBe(true);
    },
  );
});
