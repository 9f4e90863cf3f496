import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { labsSwitch } from "../../functions/domain/directory/labs.ts";
import { putConversation } from "../../functions/domain/inbox/put-conversation.ts";
import { inboxOperations } from "../../functions/rest/inbox.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { conversationUpdate, day } from "../support/conversations.ts";
import { memoryPorts, NOON, profile } from "../support/memory-ports.ts";
import { lambdaContext, restEvent, serviceSession, userSession } from "../support/rest-event.ts";

let ports: ReturnType<typeof memoryPorts>;

beforeEach(() => {
  ports = memoryPorts();
  ports.directory.users.set("ana", profile("ana", { role: "admin" }));
});

interface Call extends Partial<Parameters<typeof restEvent>[0]> {
  readonly path?: "inbox" | "conversations" | "users" | "labs";
}

async function call({ path = "inbox", ...event }: Call = {}) {
  const request = restEvent({
    method: "GET",
    resource: `/locations/{locationId}/${path}`,
    params: { locationId: "loc" },
    session: userSession("ana"),
    ...event,
  });
  const handle = restHandler({ group: "inbox", operations: inboxOperations, ports, allowedOrigins: [] });
  const { statusCode, body } = await handle(request, lambdaContext);
  const answer = JSON.parse(body);
  return { status: statusCode, body: answer, code: statusCode < 400 ? "" : `${statusCode} ${answer.code}` };
}

const put = (id: string, changes: Parameters<typeof conversationUpdate>[1]) =>
  putConversation(ports, conversationUpdate(id, { updatedAt: day(2), ...changes }));

const off = { conversationsEnabled: false, assignedDataOnly: false };
const asSupport = userSession("ana", { actorId: "gus" });

describe("the gates", () => {
  it.each(["inbox", "conversations", "users"] as const)(
    "of %s: conversations on; Login As and Labs off are let in",
    async (path) => {
      ports.feature = labsSwitch(ports.clock, NOON + 1);
      ports.directory.users.set("off", profile("off", { permissions: off }));
      expect((await call({ path, session: userSession("off") })).code).toBe("403 conversations_disabled");
      expect((await call({ path, session: serviceSession })).code).toBe("403 insufficient_scope");
      const elsewhere = await call({ path, params: { locationId: "no" } });
      expect(elsewhere.code).toBe("403 not_in_location");
      expect((await call({ path, session: asSupport })).status).toBe(200);
    },
  );

  const labs = { path: "labs", method: "PUT", body: { internalChat: true } } as const;

  it.each<[string, string, Call]>([
    ["another kind of token", "403 insufficient_scope", { session: serviceSession, body: [] }],
    ["another location", "403 not_in_location", { params: { locationId: "no" }, body: [] }],
    [
      "Login As, of an admin too",
      "403 impersonation_forbidden",
      { session: userSession("ben", { actorId: "ana" }), body: [] },
    ],
    ["a wrong body", "422 invalid_request", { session: userSession("ben"), body: { internalChat: "on" } }],
    ["no admin", "403 admin_required", { session: userSession("ben") }],
  ])("of changing Labs: %s is %s", async (_what, code, changes) => {
    expect((await call({ ...labs, ...changes })).code).toBe(code);
    expect((await ports.directory.location("loc"))?.labs).toBeUndefined();
  });

  it("of Labs do not ask for conversations", async () => {
    ports.directory.users.set("off", profile("off", { permissions: off, role: "admin" }));
    expect((await call({ path: "labs", session: userSession("off") })).status).toBe(200);
    expect((await call({ ...labs, session: userSession("off") })).status).toBe(200);
  });
});

describe("Labs", () => {
  const labs = async (body?: object) =>
    (await call({ path: "labs", ...(body && { method: "PUT", body }) })).body;

  it("are what an admin chose, until general availability", async () => {
    ports.feature = labsSwitch(ports.clock, NOON + 1);
    expect(await labs()).toEqual({ internalChat: false });
    expect(await labs({ internalChat: true })).toEqual({ internalChat: true });
    expect(await labs()).toEqual({ internalChat: true });
    expect(await labs({ internalChat: false })).toEqual({ internalChat: false });
    expect(await labs()).toEqual({ internalChat: false });
  });

  it("are on afterwards, whatever is stored", async () => {
    expect(await labs({ internalChat: false })).toEqual({ internalChat: true });
    expect(await labs()).toEqual({ internalChat: true });
    expect((await ports.directory.location("loc"))?.labs).toEqual({ internalChat: false });
  });
});

describe("the inbox", () => {
  beforeEach(async () => {
    await put("mine", { assignedTo: "ana", unreadCount: 2 });
    await put("read", { assignedTo: "ana", unreadCount: 0 });
    await put("others", { assignedTo: "ben", unreadCount: 1 });
    const request = { participantIds: ["ana"], message: { body: "Hi", clientMessageId: "m" } };
    await createChat(ports, { locationId: "loc", creatorId: "ben", request });
    await createChat(ports, { locationId: "loc", creatorId: "ana", request: { participantIds: ["ben"] } });
  });

  it("counts what is unread in each folder", async () => {
    const counts = { team: { unread: 2 }, assignedToMe: { unread: 1 }, internalChat: { unread: 1 } };
    expect((await call()).body).toEqual(counts);
  });

  it("says nothing of chats to a Login-As session, nor while Labs is off", async () => {
    expect((await call({ session: asSupport })).body).toMatchObject({
      team: { unread: 2 },
      internalChat: null,
    });
    ports.feature = labsSwitch(ports.clock, NOON + 1);
    expect((await call()).body).toMatchObject({ assignedToMe: { unread: 1 }, internalChat: null });
  });

  it("lists conversations in the contract's shape", async () => {
    const query = { folder: "assigned", status: "unread" };
    expect((await call({ path: "conversations", query })).body).toEqual({
      conversations: [
        {
          id: "mine",
          locationId: "loc",
          contactId: "contact-mine",
          contactName: "Contact mine",
          assignedTo: "ana",
          followers: [],
          lastMessageBody: "Hello",
          lastMessageType: "TYPE_SMS",
          lastMessageDate: day(1),
          unreadCount: 2,
          dateAdded: day(2),
          dateUpdated: day(2),
        },
      ],
    });
  });

  it.each<[string, Call["path"], Record<string, string>]>([
    ["an unknown folder", "conversations", { folder: "spam" }],
    ["an unknown status", "conversations", { status: "starred" }],
    ["a limit of 0", "users", { limit: "0" }],
  ])("refuses %s", async (_what, path, query) => {
    expect((await call({ path: path ?? "inbox", query })).code).toBe("422 invalid_request");
  });

  it("lists the people one can add", async () => {
    expect((await call({ path: "users", query: { query: "AN" } })).body).toEqual({
      users: [{ id: "ana", name: "ana Test", email: "ana@example.com", role: "admin" }],
    });
  });
});
