import { describe, expect, it } from "vitest";
import * as z from "zod";
import { chatOperations } from "../../functions/rest/chats.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { chatsApiPorts } from "../support/api-ports.ts";
import { lambdaContext, restEvent, userSession } from "../support/rest-event.ts";

const base = "/locations/{locationId}/internal-chats";
const operations = chatOperations({ version: "1" });
const ports = chatsApiPorts();

async function post(path: string, body: object, { params = {}, headers = {} } = {}): Promise<unknown> {
  const handle = restHandler({ group: "chats", operations, ports, allowedOrigins: [] });
  const event = restEvent({
    method: "POST",
    resource: `${base}${path}`,
    params: { locationId: "loc", ...params },
    headers: { "content-type": "application/json", ...headers },
    body,
    session: userSession("ana"),
  });
  return JSON.parse((await handle(event, lambdaContext)).body);
}

const create = (subject: string) =>
  post("", { participantIds: ["ben"], subject }, { headers: { "Idempotency-Key": "k" } });

describe("a conflict says its reason", () => {
  it("where an Idempotency-Key is used for another request", async () => {
    await create("one");
    expect(await create("other")).toEqual({
      ...{ statusCode: 409, code: "conflict", error: "Conflict", reason: "key_reused", traceId: "trace-1" },
      message: "This Idempotency-Key was used for another request",
    });
  });

  it("where a clientMessageId is used for another message, or an attachment for two", async () => {
    const { id: chatId } = z.object({ id: z.string() }).parse(await create("one"));
    const send = (fields: object) => post("/{chatId}/messages", fields, { params: { chatId } });
    const attachment = { attachmentId: "file", uploadedBy: "ana", filename: "a", contentType: "text/plain" };
    const used = { ...attachment, size: 1, dateAdded: "", usedSeq: 2 };
    await ports.attachments.add({ locationId: "loc", chatId, ...used });
    await send({ clientMessageId: "m", body: "one" });
    expect(await send({ clientMessageId: "m", body: "other" })).toMatchObject({ reason: "key_reused" });
    expect(await send({ clientMessageId: "n", attachmentIds: ["file"] })).toMatchObject({
      ...{ statusCode: 409, reason: "attachment_used" },
    });
  });
});
