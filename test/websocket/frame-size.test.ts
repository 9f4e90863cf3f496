import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { declareAttachment } from "../../functions/domain/attachments/attachment.ts";
import { addParticipants } from "../../functions/domain/chats/add-participants.ts";
import { changeSubject } from "../../functions/domain/chats/change-subject.ts";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { Subject } from "../../functions/domain/chats/new-chat.ts";
import { MAX_ERROR_FRAME_BYTES, MAX_FRAME_BYTES } from "../../functions/domain/connections/frame-size.ts";
import { jsonBytes } from "../../functions/domain/json-size.ts";
import { SendMessageRequest } from "../../functions/domain/messages/message.ts";
import { websocketPorts } from "../support/api-ports.ts";
import { connection } from "../support/connections.ts";
import { location as locationOf, profile } from "../support/profiles.ts";
import { userSession } from "../support/rest-event.ts";
import { socketApi } from "../support/socket-api.ts";

const wide = (letter: string) => letter.repeat(64);
const locationId = wide("l");
const location = { locationId, companyId: "acme" };
const [ana, ben] = [wide("a"), wide("b")];
/** With these a chat has 100 participants. */
const others = Array.from({ length: 98 }, (_, index) => `${index}`.padStart(64, "u"));
/** By how many bytes a request id of API Gateway may be longer than that of the tests. */
const LONGER_TRACE_ID = 32;
/** The longest key: 64 code points of 4 bytes. */
const longKey = "😀".repeat(64);
/** The characters that cost most in JSON among those that texts may have: 4 bytes; or an escape of 2. */
const costly = ["😀", '"', "\\", "\t"] as const;

let ports: ReturnType<typeof websocketPorts>;

beforeEach(() => {
  ports = websocketPorts();
  ports.directory.addLocation(locationOf(locationId));
  for (const userId of [ana, ben, ...others])
    ports.directory.add(profile(userId, { locationIds: [locationId] }));
  ports.connections.connections = [connection(ben, { connectionId: "ben-socket", locationId })];
});

/** The answer to a frame of ana. */
async function answerTo(frame: unknown): Promise<{ readonly bytes: number; readonly type: string }> {
  const answer = await socketApi(ports).send(frame, { session: userSession(ana), locationId });
  return { bytes: jsonBytes(answer), type: answer.type };
}

const records = Array.from({ length: 10 }, (_, index) => ({
  type: "conversation" as const,
  id: `${index}`.padStart(64, "r"),
}));

async function longestChat(participantIds: string[] = [ben, ...others]) {
  const request = { participantIds, subject: "😀".repeat(120), records };
  return (await createChat(ports, { location, creatorId: ana, request })).chat.id;
}

/** Ten uploads with the longest names and media types. */
async function uploads(chatId: string): Promise<string[]> {
  const contentType = `text/plain;a="${'\\"'.repeat(92)}"`;
  const request = { filename: "😀".repeat(100), contentType, size: 26_214_400 };
  const ids = records.map((_, index) => `${index}`.padStart(26, "0"));
  for (const attachmentId of ids) {
    const ref = { locationId, chatId, attachmentId };
    const allowedTypes = new Map([["text/plain", new Set<string>()]]);
    const declared = { uploadedBy: ana, dateAdded: "2026-03-02T12:00:00.000Z", request, allowedTypes };
    const attachment = declareAttachment(ref, declared);
    await ports.attachments.add(attachment);
    ports.files.upload(attachment);
  }
  return ids;
}

const pushedBytes = () => ports.push.posts.map(({ event }) => jsonBytes(event));

describe("no frame is over 32 KB", () => {
  it.each(costly)("with a message of the longest texts (%j), its ack and its sync", async (character) => {
    const chatId = await longestChat([ben]);
    const request = {
      clientMessageId: longKey,
      body: character.repeat(5000).replace(/\t$/, "."),
      attachmentIds: await uploads(chatId),
      replyToSeq: undefined,
      records,
    };
    expect(SendMessageRequest.safeParse(request).success).toBe(true);
    ports.push.posts.length = 0;
    const ack = await answerTo({ action: "send", requestId: longKey, chatId, ...request });
    expect(ack.type).toBe("ack");
    for (const bytes of [ack.bytes, ...pushedBytes()]) {
      expect(bytes).toBeGreaterThan(16_000);
      expect(bytes).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    }
    const synced = await answerTo({ action: "sync", requestId: longKey, chats: { [chatId]: 0 } });
    expect(synced.bytes).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  });

  it("with a chat of 100 people, its entries, and a subject of the longest kind", async () => {
    const chatId = await longestChat([ben]);
    const body = '"'.repeat(160);
    await answerTo({ action: "send", requestId: "r", chatId, clientMessageId: "m", body });
    const chat = { locationId, chatId };
    await addParticipants(ports, {
      location,
      chat,
      userId: ana,
      request: { userIds: others, historyAccess: "full" },
    });
    for (const character of costly.slice(0, 3)) {
      const subject = Subject.parse(character.repeat(120));
      await changeSubject(ports, { location, chat, userId: ana, subject });
    }
    ports.connections.connections = [ben, ...others].map((userId) => connection(userId, { locationId }));
    await longestChat();
    expect(Math.max(...pushedBytes())).toBeGreaterThan(7000);
    expect(Math.max(...pushedBytes())).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  });

  it("with a sync that fills the frame, under the longest requestId", async () => {
    const send = (chatId: string, key: number, length: number) => {
      const message = { clientMessageId: `${key}`, body: "x".repeat(length) };
      ports.clock.time += 100;
      return answerTo({ action: "send", requestId: "r", chatId, ...message });
    };
    const sizes: number[] = [];
    for (let length = 1; length < 400; length += 20) {
      const chatId = await longestChat([ben]);
      await send(chatId, 0, length);
      for (let key = 1; key <= 90; key += 1) await send(chatId, key, 1);
      const ack = await answerTo({ action: "sync", requestId: longKey, chats: { [chatId]: 1 } });
      sizes.push(ack.bytes);
    }
    expect(Math.max(...sizes)).toBeGreaterThan(MAX_FRAME_BYTES - 600);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  });

  it("whatever a message holds", async () => {
    const chatId = await longestChat([ben]);
    const long = (max: number) =>
      fc.string({ unit: fc.constantFrom(...costly, "a"), minLength: max / 2, maxLength: max });
    const message = fc.record({ clientMessageId: long(64), body: long(5000) });
    await fc.assert(
      fc.asyncProperty(message, async (fields) => {
        ports.push.posts.length = 0;
        const { bytes } = await answerTo({ action: "send", requestId: longKey, chatId, ...fields, records });
        expect(Math.max(bytes, ...pushedBytes())).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      }),
      { numRuns: 50 },
    );
  });
});

describe("no error frame is over 4 KB", () => {
  it.each<[string, object]>([
    ["27 KB of unknown fields", Object.fromEntries(Array.from({ length: 2500 }, (_, it) => [`f${it}`, 1]))],
    [
      "unknown fields with long names",
      Object.fromEntries(records.map(({ id }) => ["😀".repeat(600) + id, 1])),
    ],
    ["400 ids of the wrong form", { attachmentIds: Array.from({ length: 400 }, () => "#") }],
    ["names of quotes", Object.fromEntries(records.map(({ id }) => ['"'.repeat(900) + id, 1]))],
    ["names of control characters", { ["\u0001".repeat(5000)]: 1 }],
  ])("%s", async (_what, fields) => {
    const frame = { action: "send", requestId: longKey, chatId: "c", clientMessageId: "m", body: "b" };
    const { bytes, type } = await answerTo({ ...frame, ...fields });
    expect(type).toBe("error");
    expect(bytes + LONGER_TRACE_ID).toBeLessThanOrEqual(MAX_ERROR_FRAME_BYTES);
  });
});
