import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Interceptor } from "../../local/dynamodb/proxy.ts";
import { type Api, apiAs, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { linkTo, uploaded } from "../support/attachments.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";

let cloud: TestCloud;
let ana: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  ana = await apiAs(cloud, "ana");
});

afterAll(() => cloud.stop());

/** Kills the sandboxes of the chats function before or after its call number `at` to the table takes effect. */
function killAt(at: number, when: "before" | "after"): Interceptor & { calls(): number } {
  let calls = 0;
  const kill = () => cloud.functionNamed("Chats").kill();
  const interceptor: Interceptor = async (call, forward) => {
    const mine = calls;
    calls += 1;
    if (mine === at && when === "before") await kill();
    const answer = await forward(call);
    if (mine === at && when === "after") await kill();
    return answer;
  };
  return Object.assign(interceptor, { calls: () => calls });
}

async function under<Result>(interceptor: Interceptor, work: () => Promise<Result>): Promise<Result> {
  cloud.interceptors.push(interceptor);
  try {
    return await work();
  } finally {
    cloud.interceptors.splice(cloud.interceptors.indexOf(interceptor), 1);
  }
}

describe("a Lambda that dies during a request", () => {
  it("leaves one message after the client's retry, at whichever table call it died", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const send = (key: string) =>
      ana.post(`${chats}/${id}/messages`, { clientMessageId: key, body: "Hello" });
    let deaths = 0;
    let sends = 0;
    for (const when of ["before", "after"] as const) {
      for (let at = 0, reached = true; reached; at += 1) {
        const killer = killAt(at, when);
        const first = await under(killer, () => send(`${when}${at}`));
        reached = killer.calls() > at;
        if (first.status >= 500) deaths += 1;
        sends += 1;
        const again = await send(`${when}${at}`);
        expect([200, 201], codeOf(again)).toContain(again.status);
      }
    }
    expect(deaths).toBeGreaterThanOrEqual(8);
    const log = await readLog(ana, id);
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: sends + 1 }, (_, index) => index + 1));
    expect(new Set(log.map(({ clientMessageId }) => clientMessageId)).size).toBe(sends + 1);
  });

  it.each([
    ["copied", 201],
    ["posted", 200],
  ])("after its file was %s answers the retry, and the file is used once", async (when, status) => {
    const { id } = await startChat(ana, ["ben"]);
    const attachmentId = await uploaded(ana, id);
    const message = { clientMessageId: "m", attachmentIds: [attachmentId] };
    const killer: Interceptor = async (call, forward) => {
      if (call.operation !== "TransactWriteItems") return forward(call);
      const answer = when === "copied" ? { status: 500, output: {} } : await forward(call);
      await cloud.functionNamed("Chats").kill();
      return answer;
    };
    const died = await under(killer, () => ana.post(`${chats}/${id}/messages`, message));
    expect(died.status).toBeGreaterThanOrEqual(500);
    expect((await ana.post(`${chats}/${id}/messages`, message)).status).toBe(status);
    const other = { clientMessageId: "n", attachmentIds: [attachmentId] };
    expect(codeOf(await ana.post(`${chats}/${id}/messages`, other))).toBe("409 conflict");
    expect((await fetch((await linkTo(ana, id, attachmentId)).url)).status).toBe(200);
    expect(await readLog(ana, id)).toHaveLength(2);
  });

  it("leaves a complete chat: the stream writes the missing memberships", async () => {
    const dieAfterCommit: Interceptor = async (call, forward) => {
      const answer = await forward(call);
      if (call.operation === "TransactWriteItems") await cloud.functionNamed("Chats").kill();
      return answer;
    };
    const { status } = await under(dieAfterCommit, () =>
      ana.post(chats, { participantIds: ["dan"], subject: "Half a chat" }),
    );
    expect(status).toBeGreaterThanOrEqual(500);
    const dan = await apiAs(cloud, "dan");
    await eventually(() =>
      cloud
        .notifications()
        .find(
          ({ attributes, body }) => attributes.userId === "dan" && Object(body).subject === "Half a chat",
        ),
    );
    for (const api of [ana, dan]) {
      const { body } = await api.get(chats);
      expect(body).toMatchObject({
        chats: expect.arrayContaining([expect.objectContaining({ subject: "Half a chat" })]),
      });
    }
  });
});

describe("a throttled table", () => {
  it("gives 503 with Retry-After, then accepts the retry", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const throttle: Interceptor = async () => ({
      status: 400,
      output: {
        __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        message: "slow",
      },
    });
    const send = () => ana.post(`${chats}/${id}/messages`, { clientMessageId: "m", body: "Hello" });
    const refused = await under(throttle, send);
    expect(codeOf(refused)).toBe("503 unavailable");
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(codeOf(await send())).toBe("201");
  });
});

describe("a transaction conflict", () => {
  it("is retried on the server: the send succeeds and the message is stored once", async () => {
    const { id } = await startChat(ana, ["ben"]);
    let conflicts = 0;
    const conflict: Interceptor = async (call, forward) => {
      if (call.operation !== "TransactWriteItems" || conflicts === 3) return forward(call);
      conflicts += 1;
      const reason = { Code: "TransactionConflict", Message: "conflict" };
      const none = { Code: "None" };
      return {
        status: 400,
        output: {
          __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
          message: "cancelled",
          CancellationReasons: [reason, none, none],
        },
      };
    };
    const send = () => ana.post(`${chats}/${id}/messages`, { clientMessageId: "m", body: "Hello" });
    expect(codeOf(await under(conflict, send))).toBe("201");
    expect(conflicts).toBe(3);
    expect(await readLog(ana, id)).toHaveLength(2);
  });
});
