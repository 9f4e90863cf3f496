import { inspect } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { MAX_ERROR_FRAME_BYTES, MAX_FRAME_BYTES } from "../../functions/domain/connections/frame-size.ts";
import { jsonBytes } from "../../functions/domain/json-size.ts";
import { contextOf } from "../../functions/middleware/session-context.ts";
import { websocketHandler } from "../../functions/websocket/websocket-handler.ts";
import { diceOf } from "../../local/chaos/dice.ts";
import { invalidFrame, spoiledFrame } from "../../torture/fuzz/bad-frames.ts";
import { connection } from "../support/connections.ts";
import { enginePorts } from "../support/engine-ports.ts";
import { checkFrame } from "../support/frame-contract.ts";
import { seedUsers } from "../support/send-ports.ts";
import { storeChat } from "../support/stored-chat.ts";
import { startTestTable, type TestTable } from "../support/test-table.ts";

const FRAMES = 10_500;

let table: TestTable;
let ports: ReturnType<typeof enginePorts>;
let chatId: string;

beforeAll(async () => {
  table = await startTestTable();
  ports = enginePorts(table);
  await seedUsers(table, 3);
  ({ chatId } = await storeChat(ports, { userIds: ["u0", "u1"] }));
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  for (const userId of ["u0", "u1"])
    await ports.connections.add(connection(userId, { connectedAt: Date.now(), expiresAt }));
});

afterAll(() => table.stop());

const Answer = z.looseObject({
  type: z.enum(["ack", "error"]),
  requestId: z.string().nullable(),
  statusCode: z.number().max(499).optional(),
});

it(`${FRAMES} bad frames of all actions get an error within its limits, and store nothing`, async () => {
  const dice = diceOf(13);
  const handle = websocketHandler(ports);
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  const authorizer = {
    ...contextOf({ kind: "user", userId: "u0", actorId: null, expiresAt }),
    locationId: "loc",
  };
  const requestContext = {
    connectionId: "u0-socket",
    eventType: "MESSAGE",
    connectedAt: Date.now(),
    authorizer,
  };
  for (let refused = 0; refused < FRAMES; ) {
    const body = dice() < 0.7 ? invalidFrame(dice, chatId) : spoiledFrame(dice, chatId);
    const writesBefore = table.units.writes;
    ports.push.posts.length = 0;
    const { body: answered } = await handle({ requestContext: { ...requestContext, requestId: "t" }, body });
    const bytes = Buffer.byteLength(answered);
    const { data: answer } = Answer.safeParse(JSON.parse(answered));
    const isRefused = answer?.type === "error";
    const isFine =
      answer !== undefined &&
      bytes <= (isRefused ? MAX_ERROR_FRAME_BYTES : MAX_FRAME_BYTES) &&
      ports.push.posts.every(({ event }) => jsonBytes(event) <= MAX_FRAME_BYTES) &&
      (!isRefused || (table.units.writes === writesBefore && ports.push.posts.length === 0)) &&
      !/Invalid (input|option)|Too (big|small)|Unrecognized/.test(answered);
    if (!isFine) {
      const cause = ports.log.lines.find(({ level }) => level === "error")?.fields;
      expect.fail(`${answered}\n${inspect(cause)}\n${body}`.slice(0, 3000));
    }
    ports.log.lines.length = 0;
    if (!isRefused) continue;
    checkFrame(answer, undefined);
    refused += 1;
  }
}, 240_000);
