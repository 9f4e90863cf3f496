import { beforeEach, describe, expect, it } from "vitest";
import { chatsApiPorts } from "../support/api-ports.ts";
import { type ChatsApi, chatsApi, chatsPath } from "../support/chats-api.ts";
import { failureOf } from "../support/rest-call.ts";
import { userSession } from "../support/rest-event.ts";
import { storeChat } from "../support/stored-chat.ts";

let ports: ReturnType<typeof chatsApiPorts>;
let api: ChatsApi;

beforeEach(() => {
  ports = chatsApiPorts();
  api = chatsApi(ports);
});

const messagesPath = `${chatsPath}/{chatId}/messages`;

describe("an answer", () => {
  it("to a send is 201, and to its retry 200 with a header", async () => {
    const params = { ...(await storeChat(ports)) };
    const body = { clientMessageId: "m", body: "Hi" };
    const session = userSession("ben");
    const send = () => api.call({ method: "POST", resource: messagesPath, params, body, session });
    const first = await send();
    const again = await send();
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.headers["Idempotent-Replayed"]).toBe("true");
    expect(first.headers["Idempotent-Replayed"]).toBeUndefined();
    expect(again.body).toEqual(first.body);
  });

  it("with a page of the log is empty outside of the log, and 422 for both bounds at once", async () => {
    const params = { ...(await storeChat(ports)) };
    const list = (query: Record<string, string>) => api.call({ resource: messagesPath, params, query });
    expect(await failureOf(list({ beforeSeq: "3", afterSeq: "1" }))).toBe("422 invalid_request");
    const empty = { entries: [], lastSeq: 1, firstVisibleSeq: 1 };
    const largest = `${Number.MAX_SAFE_INTEGER}`;
    expect((await list({ afterSeq: "9" })).body).toEqual(empty);
    expect((await list({ afterSeq: largest })).body).toEqual(empty);
    expect((await list({ afterSeq: "9".repeat(400) })).body).toEqual(empty);
    expect((await list({ beforeSeq: largest })).body).toMatchObject({ entries: [{ seq: 1 }] });
    expect((await list({})).body).toMatchObject({ entries: [{ seq: 1, kind: "chat_created" }], lastSeq: 1 });
  });

  it("with the service's health needs no token", async () => {
    const { status, body } = await api.call({ resource: "/health", session: undefined });
    expect([status, body]).toEqual([200, { status: "ok", version: "1.2.3" }]);
  });
});

describe("the request log", () => {
  const line = (statusCode: number) => ({
    level: "info",
    message: "request",
    fields: { traceId: "trace-1", method: "POST", route: chatsPath, statusCode },
  });

  it("has one line for a refused request", async () => {
    await api.create({ session: undefined });
    expect(ports.log.lines).toEqual([line(401)]);
  });

  it("has one line for a request, without ids, body or query", async () => {
    await api.create({ body: { participantIds: ["ben"], subject: "Secret deal" } });
    expect(ports.log.lines).toEqual([line(201)]);
  });
});
