import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { labsSwitch } from "../../functions/domain/directory/labs.ts";
import { inboxOperations } from "../../functions/rest/inbox.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { inboxApiPorts } from "../support/api-ports.ts";
import { conversationUpdate, day, storeConversation } from "../support/conversations.ts";
import { NOON } from "../support/fake-clock.ts";
import { agencyUser, profile } from "../support/profiles.ts";
import { callRest } from "../support/rest-call.ts";
import { type RestCall, serviceSession, userSession } from "../support/rest-event.ts";
import { storeChat } from "../support/stored-chat.ts";

let ports: ReturnType<typeof inboxApiPorts>;

beforeEach(() => {
  ports = inboxApiPorts();
  ports.directory.add(profile("ana", { role: "admin" }));
  ports.directory.add(agencyUser("gus"));
});

interface InboxCall extends Partial<RestCall> {
  readonly path?: "inbox" | "conversations" | "users" | "labs";
}

const Code = z.object({ code: z.string() });

async function call({ path = "inbox", ...changes }: InboxCall = {}) {
  const handle = restHandler({ group: "inbox", operations: inboxOperations, ports, allowedOrigins: [] });
  const { status, body } = await callRest((event, context) => handle(event, context), {
    method: "GET",
    resource: `/locations/{locationId}/${path}`,
    params: { locationId: "loc" },
    session: userSession("ana"),
    ...changes,
  });
  return { status, body, code: status < 400 ? "" : `${status} ${Code.parse(body).code}` };
}

/** Lets general availability come later, so that Labs decide. */
function beforeGeneralAvailability() {
  ports.feature = labsSwitch(ports, NOON + 1);
}

const off = { conversationsEnabled: false, assignedDataOnly: false };
const asSupport = userSession("ana", { actorId: "gus" });

describe("the gates", () => {
  it.each(["inbox", "conversations", "users"] as const)(
    "of %s require conversations, and admit Login-As sessions and locations with Labs off",
    async (path) => {
      beforeGeneralAvailability();
      ports.directory.add(profile("off", { permissions: off }));
      expect((await call({ path, session: userSession("off") })).code).toBe("403 conversations_disabled");
      expect((await call({ path, session: serviceSession })).code).toBe("403 insufficient_scope");
      const elsewhere = await call({ path, params: { locationId: "no" } });
      expect(elsewhere.code).toBe("403 not_in_location");
      expect((await call({ path, session: asSupport })).status).toBe(200);
    },
  );

  const labs = { path: "labs", method: "PUT", body: { internalChat: true } } as const;

  it.each<[string, string, InboxCall]>([
    ["a service token", "403 insufficient_scope", { session: serviceSession, body: [] }],
    ["another location", "403 not_in_location", { params: { locationId: "no" }, body: [] }],
    [
      "a Login-As session, even an admin's",
      "403 impersonation_forbidden",
      { session: userSession("ben", { actorId: "ana" }), body: [] },
    ],
    ["an invalid body", "422 invalid_request", { session: userSession("ben"), body: { internalChat: "on" } }],
    ["a user who is no admin", "403 admin_required", { session: userSession("ben") }],
  ])("of a change of Labs refuse %s with %s", async (_what, code, changes) => {
    expect((await call({ ...labs, ...changes })).code).toBe(code);
    expect(await ports.labs.find("loc")).toBeUndefined();
  });

  it("of Labs do not require conversations", async () => {
    ports.directory.add(profile("off", { permissions: off, role: "admin" }));
    expect((await call({ path: "labs", session: userSession("off") })).status).toBe(200);
    expect((await call({ ...labs, session: userSession("off") })).status).toBe(200);
  });
});

describe("Labs", () => {
  const labs = async (body?: object) =>
    (await call({ path: "labs", ...(body && { method: "PUT", body }) })).body;

  it("answer with an admin's choice before general availability", async () => {
    beforeGeneralAvailability();
    expect(await labs()).toEqual({ internalChat: false });
    expect(await labs({ internalChat: true })).toEqual({ internalChat: true });
    expect(await labs()).toEqual({ internalChat: true });
    expect(await labs({ internalChat: false })).toEqual({ internalChat: false });
    expect(await labs()).toEqual({ internalChat: false });
  });

  it("are on after general availability, whatever is stored", async () => {
    expect(await labs({ internalChat: false })).toEqual({ internalChat: true });
    expect(await labs()).toEqual({ internalChat: true });
    expect(await ports.labs.find("loc")).toEqual({ internalChat: false });
  });
});

describe("the inbox", () => {
  const put = (id: string, changes: Parameters<typeof conversationUpdate>[1]) =>
    storeConversation(ports.conversations, conversationUpdate(id, { updatedAt: day(2), ...changes }));

  beforeEach(async () => {
    await put("mine", { assignedTo: "ana", unreadCount: 2 });
    await put("read", { assignedTo: "ana", unreadCount: 0 });
    await put("others", { assignedTo: "ben", unreadCount: 1 });
    const message = { body: "Hi", clientMessageId: "m" };
    await storeChat(ports, { userIds: ["ben", "ana"], message });
    await storeChat(ports, { userIds: ["ana", "ben"] });
  });

  it("counts the unread conversations and chats of each folder", async () => {
    const counts = { team: { unread: 2 }, assignedToMe: { unread: 1 }, internalChat: { unread: 1 } };
    expect((await call()).body).toEqual(counts);
  });

  it("does not count chats for a Login-As session, nor while Labs are off", async () => {
    expect((await call({ session: asSupport })).body).toMatchObject({
      team: { unread: 2 },
      internalChat: null,
    });
    beforeGeneralAvailability();
    expect((await call()).body).toMatchObject({ assignedToMe: { unread: 1 }, internalChat: null });
  });

  it("lists conversations in the documented shape", async () => {
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

  it.each<[string, InboxCall["path"], Record<string, string>]>([
    ["an unknown folder", "conversations", { folder: "spam" }],
    ["an unknown status", "conversations", { status: "starred" }],
    ["a limit of 0", "users", { limit: "0" }],
  ])("refuses %s", async (_what, path, query) => {
    expect((await call({ path: path ?? "inbox", query })).code).toBe("422 invalid_request");
  });

  it("lists the users who can be added to a chat", async () => {
    expect((await call({ path: "users", query: { query: "AN" } })).body).toEqual({
      users: [{ id: "ana", name: "ana Test", email: "ana@example.com", role: "admin" }],
    });
  });
});
