import { beforeEach, describe, expect, it } from "vitest";
import { type RateLimitName, rateLimits } from "../../functions/domain/rate-limits.ts";
import { attachmentOperations } from "../../functions/rest/attachments.ts";
import { deviceOperations } from "../../functions/rest/devices.ts";
import { inboxOperations } from "../../functions/rest/inbox.ts";
import { restHandler } from "../../functions/rest/rest-handler.ts";
import { MemoryRateLimiter } from "../../functions/runtime/memory-rate-limiter.ts";
import { attachmentsApiPorts, chatsApiPorts, inboxApiPorts } from "../support/api-ports.ts";
import { chatsApi, chatsPath } from "../support/chats-api.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { directoryOf } from "../support/memory-directory.ts";
import { devicePorts } from "../support/notification-ports.ts";
import { profile } from "../support/profiles.ts";
import { RecordingLog } from "../support/recording-log.ts";
import { callRest, type RestAnswer } from "../support/rest-call.ts";
import { type RestCall, userSession } from "../support/rest-event.ts";
import { storeChat } from "../support/stored-chat.ts";

/** All limits, counted exactly. */
function limiter() {
  const memory = new MemoryRateLimiter(new FakeClock());
  return {
    isOn: true,
    spend: (...use: Parameters<MemoryRateLimiter["spend"]>) => memory.spend(...use),
    refundSend: () => undefined,
  };
}

let chats: ReturnType<typeof chatsApiPorts>;
let params: Record<string, string>;

const users = Array.from({ length: 60 }, (_, index) => `u${index}`);

beforeEach(async () => {
  chats = chatsApiPorts();
  chats.limiter.spend = limiter().spend;
  for (const userId of users) chats.directory.add(profile(userId));
  params = { ...(await storeChat(chats)) };
});

type Call = (index: number, userId?: string) => Promise<RestAnswer>;

const inChat = (changes: (index: number) => Partial<RestCall> & { readonly path?: string }): Call => {
  return (index, userId = "ana") => {
    const { path = "", ...call } = changes(index);
    const resource = `${chatsPath}/{chatId}${path}`;
    return chatsApi(chats).call({ resource, params, session: userSession(userId), ...call });
  };
};

const inLocation = (path: string): Call => {
  const ports = { ...inboxApiPorts(), limiter: limiter() };
  const handle = restHandler({ group: "inbox", operations: inboxOperations, ports, allowedOrigins: [] });
  return (_index, userId = "ana") =>
    callRest((event, context) => handle(event, context), {
      method: "GET",
      resource: `/locations/{locationId}/${path}`,
      params: { locationId: "loc" },
      session: userSession(userId),
    });
};

const announceFile = (): Call => {
  const ports = { ...attachmentsApiPorts(), limiter: limiter(), chats: chats.chats };
  const link = { method: "PUT" as const, url: "https://put", headers: {} };
  ports.links.upload = async () => ({ link, expiresAt: 0 });
  const operations = attachmentOperations({ allowedTypes: new Map([["text/plain", new Set(["txt"])]]) });
  const handle = restHandler({ group: "attachments", operations, ports, allowedOrigins: [] });
  return (_index, userId = "ana") =>
    callRest((event, context) => handle(event, context), {
      method: "POST",
      resource: `${chatsPath}/{chatId}/attachments`,
      params,
      session: userSession(userId),
      body: { filename: "a.txt", contentType: "text/plain", size: 1 },
    });
};

const registerDevice = (): Call => {
  const ports = { ...devicePorts(), directory: directoryOf(), log: new RecordingLog(), limiter: limiter() };
  const handle = restHandler({ group: "devices", operations: deviceOperations, ports, allowedOrigins: [] });
  return (index, userId = "ana") =>
    callRest((event, context) => handle(event, context), {
      method: "POST",
      resource: "/me/devices",
      session: userSession(userId),
      body: { platform: "fcm", token: `token-${userId}-${index}` },
    });
};

const createChat: Call = (_index, userId = "ana") =>
  chatsApi(chats).create({ session: userSession(userId), body: { participantIds: ["cara"] } });

const limits: [string, RateLimitName, () => Call][] = [
  ["creating chats", "createChat", () => createChat],
  [
    "adding participants",
    "addParticipants",
    () =>
      inChat((index) => ({
        method: "POST",
        path: "/participants",
        body: { userIds: [`u${index}`], historyAccess: "full" },
      })),
  ],
  [
    "changing subjects",
    "changeSubject",
    () => inChat((index) => ({ method: "PATCH", body: { subject: `Subject ${index}` } })),
  ],
  ["announcing files", "declareAttachment", announceFile],
  ["registering devices", "registerDevice", registerDevice],
  [
    "listing chats",
    "list",
    () =>
      (_index, userId = "ana") =>
        chatsApi(chats).call({ resource: chatsPath, session: userSession(userId) }),
  ],
  ["listing conversations", "list", () => inLocation("conversations")],
  ["listing users", "list", () => inLocation("users")],
];

describe.each(limits)("%s", (_what, name, start) => {
  const { burst, rate, periodMs } = rateLimits[name];

  it(`passes ${burst} times at once; one more is 429 with its three headers; others pass`, async () => {
    const call = start();
    for (let index = 0; index < burst; index += 1) expect((await call(index)).status).toBeLessThan(300);
    const { status, headers, body } = await call(burst);
    expect(status).toBe(429);
    expect(body).toMatchObject({ code: "rate_limited" });
    expect(headers).toMatchObject({
      "retry-after": String(Math.ceil(periodMs / rate / 1000)),
      "x-ratelimit-limit": String(rate),
      "x-ratelimit-remaining": "0",
    });
    expect((await call(burst + 1, "ben")).status).toBeLessThan(300);
  });
});

describe("a refused request", () => {
  const exhaust = async (call: Call) => {
    for (let index = 0; index < 40; index += 1) await call(index);
  };

  it("writes nothing and pushes nothing", async () => {
    await exhaust(createChat);
    const call = inChat((index) => ({ method: "PATCH", body: { subject: `Subject ${index}` } }));
    await exhaust(call);
    expect(chats.chats.stored.size).toBe(1 + rateLimits.createChat.burst);
    expect(chats.chats.log(params.chatId ?? "")).toHaveLength(1 + rateLimits.changeSubject.burst);
  });
});

describe("what changes nothing is not counted, nor refused:", () => {
  const repeat = async (call: Call, times = 100) => {
    for (let index = 0; index < times; index += 1) expect((await call(index)).status).toBe(200);
  };

  it("an unchanged subject", async () => {
    const call = inChat(() => ({ method: "PATCH", body: { subject: "Same" } }));
    await repeat(call);
    expect(chats.chats.log(params.chatId ?? "")).toHaveLength(2);
  });

  it("participants who are in the chat already", async () => {
    const body = { userIds: ["ben"], historyAccess: "full" };
    await repeat(inChat(() => ({ method: "POST", path: "/participants", body })));
  });

  it("the retry of a creation", async () => {
    const create = () =>
      chatsApi(chats).create({ headers: { "content-type": "application/json", "idempotency-key": "k" } });
    expect((await create()).status).toBe(201);
    await repeat(create);
  });

  it("a request that is refused for another reason", async () => {
    const unknown = inChat(() => ({
      method: "POST",
      path: "/participants",
      body: { userIds: ["x"], historyAccess: "full" },
    }));
    for (let index = 0; index < 50; index += 1) expect((await unknown(index)).status).toBe(422);
    const outsider = inChat((index) => ({ method: "PATCH", body: { subject: `S ${index}` } }));
    for (let index = 0; index < 50; index += 1) expect((await outsider(index, "cara")).status).toBe(404);
  });
});
