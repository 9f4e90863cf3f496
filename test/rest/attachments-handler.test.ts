import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { attachmentOperations } from "../../functions/rest/attachments.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { attachmentsApiPorts } from "../support/api-ports.ts";
import { chatsPath } from "../support/chats-api.ts";
import { MemoryMemberships } from "../support/memory-memberships.ts";
import { callRest } from "../support/rest-call.ts";
import { userSession } from "../support/rest-event.ts";
import { storeChat } from "../support/stored-chat.ts";

const operations = attachmentOperations({ allowedTypes: new Map([["text/plain", new Set(["txt"])]]) });

let ports: ReturnType<typeof attachmentsApiPorts>;
let params: Record<string, string>;

beforeEach(async () => {
  ports = attachmentsApiPorts();
  ports.links.upload = async () => ({
    link: { method: "PUT", url: "https://put", headers: {} },
    expiresAt: 0,
  });
  params = { ...(await storeChat({ ...ports, memberships: new MemoryMemberships() })) };
});

const Failure = z.object({ code: z.string(), message: z.unknown() });

function post(body: unknown, userId = "ana") {
  const handle = restHandler({ group: "attachments", operations, ports, allowedOrigins: [] });
  const resource = `${chatsPath}/{chatId}/attachments`;
  const call = { method: "POST", resource, params, session: userSession(userId), body };
  return callRest((event, context) => handle(event, context), call);
}

const request = { filename: "a.txt", contentType: "text/plain", size: 1 };

describe("POST …/attachments", () => {
  it("answers with the id, the upload link and its expiry", async () => {
    const { status, body } = await post(request);
    expect(status).toBe(201);
    expect(body).toEqual({
      attachmentId: expect.stringMatching(/^01/),
      upload: { method: "PUT", url: "https://put", headers: {} },
      expiresAt: "1970-01-01T00:00:00.000Z",
    });
  });

  // Each row also fails the checks of the rows below it: the API checks in this order.
  it.each([
    [422, "a body that breaks the schema", { filename: "a.txt", contentType: "text/html", size: 0 }, "cara"],
    [404, "a non-participant", { ...request, contentType: "text/html" }, "cara"],
    [422, "a type that is not allowed", { ...request, contentType: "text/html" }, "ana"],
  ])("answers %i to %s, and stores nothing", async (expected, _what, body, userId) => {
    expect((await post(body, userId)).status).toBe(expected);
    expect(ports.attachments.stored.size).toBe(0);
  });

  it.each([
    ["size", { ...request, size: 26_214_401 }, "size: must be at most 26214400"],
    ["contentType", { ...request, contentType: "text/html" }, "contentType: is not an allowed media type"],
    ["key", { ...request, key: "x" }, "key: is not a known field"],
  ])("names the problem with %s, its path first", async (_what, body, problem) => {
    expect(Failure.parse((await post(body)).body)).toEqual({ code: "invalid_request", message: [problem] });
  });
});
