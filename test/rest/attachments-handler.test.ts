import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { noScan } from "../../functions/gateways/guardduty-scan.ts";
import { attachmentOperations } from "../../functions/rest/attachments.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { memoryPorts } from "../support/memory-ports.ts";
import { lambdaContext, restEvent, userSession } from "../support/rest-event.ts";

const path = "/locations/{locationId}/internal-chats/{chatId}/attachments";
const links = {
  upload: async () => ({ link: { method: "PUT" as const, url: "https://put", headers: {} }, expiresAt: 0 }),
  download: async () => ({ link: "https://get", expiresAt: 0 }),
};
const portsOfTest = () => ({
  ...memoryPorts(),
  links,
  scan: noScan,
});

const operations = attachmentOperations({ allowedTypes: new Map([["text/plain", new Set(["txt"])]]) });

let ports: ReturnType<typeof portsOfTest>;
let chatId: string;

beforeEach(async () => {
  ports = portsOfTest();
  const request = { participantIds: ["ben"] };
  const { chat } = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  chatId = chat.id;
});

const Failure = z.object({ code: z.string(), message: z.unknown() });

async function post(body: unknown, userId = "ana", params: Record<string, string> = {}) {
  const event = restEvent({
    method: "POST",
    resource: path,
    params: { locationId: "loc", chatId, ...params },
    session: userSession(userId),
    body,
  });
  const handle = restHandler({ group: "attachments", operations, ports, allowedOrigins: [] });
  const answer = await handle(event, lambdaContext);
  const parsed: unknown = JSON.parse(answer.body);
  return { status: answer.statusCode, body: parsed };
}

const request = { filename: "a.txt", contentType: "text/plain", size: 1 };

describe("POST …/attachments", () => {
  it("answers the id, the link and when it ends", async () => {
    const { status, body } = await post(request);
    expect(status).toBe(201);
    expect(body).toEqual({
      attachmentId: expect.stringMatching(/^01/),
      upload: { method: "PUT", url: "https://put", headers: {} },
      expiresAt: "1970-01-01T00:00:00.000Z",
    });
  });

  // Each row has wrong what the rows below it have: the first in the contract's order answers.
  it.each([
    ["a body that breaks the schema", { filename: "a.txt", contentType: "text/html", size: 0 }, "cara", 422],
    ["an outsider", { ...request, contentType: "text/html" }, "cara", 404],
    ["a type that is not allowed", { ...request, contentType: "text/html" }, "ana", 422],
  ])("%s", async (_what, body, userId, expected) => {
    expect((await post(body, userId)).status).toBe(expected);
    expect(ports.attachments.stored.size).toBe(0);
  });

  it.each([
    ["size", { ...request, size: 26_214_401 }, "size: must be at most 26214400"],
    ["contentType", { ...request, contentType: "text/html" }, "contentType: is not an allowed media type"],
    ["key", { ...request, key: "x" }, "key: is not a known field"],
  ])("says what is wrong with %s, its path first", async (_what, body, problem) => {
    expect(Failure.parse((await post(body)).body)).toEqual({ code: "invalid_request", message: [problem] });
  });
});
