import { inspect } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Session } from "../../functions/domain/directory/session.ts";
import { attachmentOperations } from "../../functions/rest/attachments.ts";
import { chatOperations } from "../../functions/rest/chats.ts";
import { deviceOperations } from "../../functions/rest/devices.ts";
import { directoryOperations } from "../../functions/rest/directory.ts";
import { inboxOperations } from "../../functions/rest/inbox.ts";
import { meOperations } from "../../functions/rest/me.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { diceOf } from "../../local/chaos/dice.ts";
import { type BadRequest, badRequest } from "../../torture/fuzz/bad-requests.ts";
import { enginePorts } from "../support/engine-ports.ts";
import { lambdaContext, restEvent } from "../support/rest-event.ts";
import { seedUsers } from "../support/send-ports.ts";
import { storeChat } from "../support/stored-chat.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

const REQUESTS = 10_500;

let table: TestTable;
let ports: ReturnType<typeof enginePorts>;
let ids: Record<string, string>;

beforeAll(async () => {
  table = await startTestTable();
  ports = enginePorts(table);
  await ports.timeZones.has("Europe/Berlin"); // the first use loads their file
  await seedUsers(table, 3);
  const { chatId } = await storeChat(ports, { userIds: ["u0", "u1"] });
  ids = { locationId: "loc", chatId, userId: "u1", conversationId: "c1" };
});

afterAll(() => table.stop());

const expiresAt = Math.floor(Date.now() / 1000) + 3600;
const user = (userId: string): Session => ({ kind: "user", userId, actorId: null, expiresAt });
const service: Session = { kind: "service", expiresAt };

function sessionOf({ token, wants }: BadRequest): Session | undefined {
  const isService = (token === "right") === (wants === "service");
  if (token === "right" || token === "wrong_kind") return isService ? service : user("u0");
  if (token === "stranger") return user("zoe");
  return token === "odd_user" ? user("x#".repeat(2033)) : undefined;
}

function handlers() {
  const common = { ports, allowedOrigins: [] };
  return {
    chats: restHandler({
      group: "chats",
      operations: chatOperations({ version: "1" }),
      ...common,
    }),
    attachments: restHandler({
      group: "attachments",
      operations: attachmentOperations({ allowedTypes: new Map([["text/plain", new Set(["txt"])]]) }),
      ...common,
    }),
    inbox: restHandler({ group: "inbox", operations: inboxOperations, ...common }),
    me: restHandler({ group: "me", operations: meOperations, ...common }),
    devices: restHandler({ group: "devices", operations: deviceOperations, ...common }),
    directory: restHandler({ group: "directory", operations: directoryOperations, ...common }),
  };
}

it(`${REQUESTS} bad requests over all routes are 4xx within their limits, and store nothing`, async () => {
  const dice = diceOf(13);
  const handle = handlers();
  for (let refused = 0; refused < REQUESTS; ) {
    const request = badRequest(dice, ids);
    const { method, path: resource, params, query, headers, body, group } = request;
    const event = restEvent({
      ...{ method, resource, params, query, headers, session: sessionOf(request) },
      ...(body !== undefined && { body }),
    });
    const writesBefore = table.units.writes;
    const { statusCode, body: answered } = await handle[group](event, lambdaContext);
    const isFine =
      statusCode < 400 ||
      (statusCode < 500 &&
        table.units.writes === writesBefore &&
        Buffer.byteLength(answered) < 20_000 &&
        !/Invalid (input|option)|Too (big|small)|Unrecognized/.test(answered));
    if (!isFine) {
      const cause = ports.log.lines.find(({ level }) => level === "error")?.fields;
      expect.fail(`${statusCode} ${answered}\n${inspect(cause)}\n${JSON.stringify(request)}`.slice(0, 3000));
    }
    ports.log.lines.length = 0;
    if (statusCode >= 400) refused += 1;
  }
}, 240_000);
