import { rmSync } from "node:fs";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { Interceptor } from "../../local/dynamodb/proxy.ts";
import { type Api, apiAs, apiWith, chats, codeOf, startChat } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { assemblyWithRetries } from "../support/retry-attempts.ts";

let cloud: TestCloud;
let ana: Api;
let ben: Api;

const { dir } = assemblyWithRetries(10);

beforeAll(async () => {
  cloud = await startTestCloud({ assemblyDir: dir });
  [ana, ben] = [await apiAs(cloud, "ana"), await apiAs(cloud, "ben")];
});

afterEach(async () => {
  cloud.chaos.stop();
  cloud.interceptors.splice(0);
  const { devices } = Devices.parse((await ben.get("/me/devices")).body);
  for (const { deviceId } of devices) await ben.request("DELETE", `/me/devices/${deviceId}`);
  await ben.put("/me/notification-preferences", { internalChat: "every_message", quietHours: null });
});

afterAll(async () => {
  await cloud.stop();
  rmSync(dir, { recursive: true });
  expect(cloud.complaints.filter((line) => line.startsWith("denied"))).toEqual([]);
});

const Device = z.strictObject({
  deviceId: z.string(),
  platform: z.string(),
  dateAdded: z.iso.datetime({ precision: 3 }),
});
const Devices = z.strictObject({ devices: z.array(Device) });

async function register(api: Api, token: string, platform = "fcm") {
  const answer = await api.post("/me/devices", { platform, token });
  expect(codeOf(answer)).toBe("201");
  return Device.parse(answer.body);
}

let sent = 0;
async function send(chatId: string, body: string): Promise<number> {
  sent += 1;
  const answer = await ana.post(`${chats}/${chatId}/messages`, { clientMessageId: `n${sent}`, body });
  return z.object({ seq: z.number() }).parse(answer.body).seq;
}

const TopicBody = z.object({
  chatId: z.string(),
  seq: z.number(),
  userId: z.string(),
  quiet: z.boolean(),
  dedupeId: z.string(),
});
const PhoneBody = z.object({
  fcmV1Message: z.object({
    message: z.object({
      notification: z.object({ title: z.string(), body: z.string() }),
      data: z.object({ chatId: z.string(), dedupeId: z.string() }),
    }),
  }),
});

/** The notifications of a chat on the topic. */
const onTopic = (chatId: string) =>
  cloud
    .notifications()
    .filter(({ target }) => target === "topic")
    .map(({ body }) => TopicBody.parse(body))
    .filter((body) => body.chatId === chatId);

/** The notifications of a chat on a device. */
const onPhone = (deviceId: string, chatId: string) =>
  cloud
    .notifications()
    .filter(({ target }) => target === deviceId)
    .map(({ body }) => PhoneBody.parse(body).fcmV1Message.message)
    .filter(({ data }) => data.chatId === chatId);

const receivedOnTopic = (chatId: string, seq: number, userId: string) =>
  eventually(() => onTopic(chatId).find((it) => it.seq === seq && it.userId === userId));
const receivedOnPhone = (deviceId: string, chatId: string, text: string) =>
  eventually(() => onPhone(deviceId, chatId).find(({ notification }) => notification.body === text));

describe("a phone", () => {
  it("gets its user's notifications, with the text and the data to open the chat", async () => {
    const { deviceId } = await register(ben, "phone");
    const { id } = await startChat(ana, ["ben"], { subject: "Deal" });
    const seq = await send(id, "Hello");
    expect(await receivedOnPhone(deviceId, id, "Hello")).toEqual({
      notification: { title: "Ana Alvarez · Deal", body: "Hello" },
      data: { chatId: id, dedupeId: `${id}.${seq}.message.ben` },
    });
    expect(onPhone(deviceId, id).map(({ notification }) => notification.body)).toEqual([
      "Added you to a chat",
      "Hello",
    ]);
    expect(await receivedOnTopic(id, seq, "ben")).toMatchObject({ quiet: false });
  });

  it.each(["apns", "apns_sandbox"])("of the platform %s accepts the payload", async (platform) => {
    const { deviceId } = await register(ben, "ab".repeat(32), platform);
    const { id } = await startChat(ana, ["ben"]);
    await eventually(() => cloud.notifications().find(({ target }) => target === deviceId));
    const [delivered] = cloud.notifications().filter(({ target }) => target === deviceId);
    expect(delivered).toMatchObject({
      attributes: { "AWS.SNS.MOBILE.APNS.PUSH_TYPE": "alert", "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": id },
      body: {
        aps: { alert: { title: "Ana Alvarez", body: "Added you to a chat" }, "thread-id": id },
        chatId: id,
      },
    });
  });

  it("gets nothing in quiet hours, which the topic marks as quiet", async () => {
    const { deviceId } = await register(ben, "phone");
    const { id } = await startChat(ana, ["ben"]);
    await ben.put("/me/notification-preferences", {
      internalChat: "every_message",
      quietHours: { start: clock(-60), end: clock(60), timeZone: "UTC" },
    });
    const quiet = await send(id, "Sleep well");
    expect(await receivedOnTopic(id, quiet, "ben")).toMatchObject({ quiet: true });
    await ben.put("/me/notification-preferences", { internalChat: "every_message", quietHours: null });
    await send(id, "Good morning");
    await receivedOnPhone(deviceId, id, "Good morning");
    expect(onPhone(deviceId, id).map(({ notification }) => notification.body)).not.toContain("Sleep well");
  });

  it("is removed by the next push after its app was uninstalled, and works again after a new registration", async () => {
    const { deviceId } = await register(ben, "phone");
    const other = await register(ben, "tablet");
    const { id } = await startChat(ana, ["ben"]);
    await eventually(() => onPhone(other.deviceId, id)[0]);
    expect(cloud.push.disable(deviceId)).toBe(true);
    await send(id, "Anybody there?");
    await receivedOnPhone(other.deviceId, id, "Anybody there?");
    await until(async () => (await ben.get("/me/devices")).body, { devices: [other] });
    const again = await register(ben, "phone");
    await send(id, "Back");
    await receivedOnPhone(again.deviceId, id, "Back");
  });

  it("registered by another user gets only that user's notifications", async () => {
    const dan = await apiAs(cloud, "dan");
    const { deviceId } = await register(ben, "shared");
    const { id } = await startChat(ana, ["ben", "dan"]);
    await eventually(() => onPhone(deviceId, id)[0]);
    expect((await register(dan, "shared")).deviceId).toBe(deviceId);
    expect((await ben.get("/me/devices")).body).toEqual({ devices: [] });
    const seq = await send(id, "For whom?");
    const shown = await receivedOnPhone(deviceId, id, "For whom?");
    expect(shown.data.dedupeId).toBe(`${id}.${seq}.message.dan`);
    await receivedOnTopic(id, seq, "ben");
    expect(onPhone(deviceId, id).filter(({ data }) => data.dedupeId.includes(`.${seq}.`))).toHaveLength(1);
    expect((await dan.request("DELETE", `/me/devices/${deviceId}`)).status).toBe(204);
  });
});

describe("the devices of a user", () => {
  it("are the same for the same token, until they are removed", async () => {
    const first = await register(ben, "phone");
    expect(await register(ben, "phone")).toEqual(first);
    expect((await ben.get("/me/devices")).body).toEqual({ devices: [first] });
    const { status, body } = await ben.request("DELETE", `/me/devices/${first.deviceId}`);
    expect([status, body]).toEqual([204, undefined]);
    expect((await ben.get("/me/devices")).body).toEqual({ devices: [] });
    expect(codeOf(await ben.request("DELETE", `/me/devices/${first.deviceId}`))).toBe("404 not_found");
  });

  it("are at most 20: the 21st replaces the oldest", async () => {
    const registered = [];
    for (let index = 0; index <= 20; index += 1) registered.push(await register(ben, `many${index}`));
    expect((await ben.get("/me/devices")).body).toEqual({ devices: registered.slice(1) });
  });

  it.each([
    ["another platform", { platform: "pager", token: "t" }, "platform: "],
    ["no token", { platform: "fcm" }, "token: "],
    ["white space in the token", { platform: "fcm", token: "a b" }, "token: must not contain white space"],
    ["an unknown field", { platform: "fcm", token: "t", name: "phone" }, "name"],
  ])("are refused with %s", async (_, body, problem) => {
    const answer = await ben.post("/me/devices", body);
    expect(codeOf(answer)).toBe("422 invalid_request");
    expect(JSON.stringify(Object(answer.body).message)).toContain(problem);
  });

  it("are not accessible in a Login-As session", async () => {
    const { deviceId } = await register(ben, "phone");
    const loginAs = apiWith(cloud, await cloud.issuer.issue({ userId: "gus", actAs: "ben" }));
    const answers = [
      await loginAs.post("/me/devices", { platform: "fcm", token: "spy" }),
      await loginAs.get("/me/devices"),
      await loginAs.request("DELETE", `/me/devices/${deviceId}`),
      await loginAs.put("/me/notification-preferences", { internalChat: "none", quietHours: null }),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => "403 impersonation_forbidden"));
    expect(Devices.parse((await ben.get("/me/devices")).body).devices).toHaveLength(1);
  });
});

describe("a user is not notified", () => {
  it("of a muted chat", async () => {
    const { deviceId } = await register(ben, "phone");
    const { id } = await startChat(ana, ["ben", "dan"]);
    await ben.put(`${chats}/${id}/settings`, { muted: true });
    const muted = await send(id, "Psst");
    await receivedOnTopic(id, muted, "dan"); // then the recipients are decided
    await ben.put(`${chats}/${id}/settings`, { muted: false });
    await send(id, "Now");
    await receivedOnPhone(deviceId, id, "Now");
    expect(
      onTopic(id)
        .filter(({ seq }) => seq === muted)
        .map(({ userId }) => userId),
    ).toEqual(["dan"]);
    expect(onPhone(deviceId, id).map(({ notification }) => notification.body)).not.toContain("Psst");
  });

  it("of a message that they read before its batch is handled", async () => {
    const { deviceId } = await register(ben, "phone");
    const { id } = await startChat(ana, ["ben"]);
    await eventually(() => onPhone(deviceId, id)[0]);
    const gate = await closeGate();
    const seq = await send(id, "Look");
    await gate.reached;
    expect((await ben.put(`${chats}/${id}/read`, { seq })).status).toBe(200);
    gate.open();
    await send(id, "Later");
    await receivedOnPhone(deviceId, id, "Later");
    expect(onTopic(id).map((it) => it.seq)).not.toContain(seq);
    expect(onPhone(deviceId, id).map(({ notification }) => notification.body)).not.toContain("Look");
  });
});

describe("under faults", () => {
  it("every due notification comes, with one dedupeId, and no other", async () => {
    const { deviceId } = await register(ben, "phone");
    const { id } = await startChat(ana, ["ben", "dan"]);
    cloud.chaos.start({
      seed: 7,
      mix: {
        "fail-publish": 0.2,
        "fail-entries": 0.2,
        redeliver: 0.3,
        "split-batch": 0.5,
        poison: 0.05,
        throttle: 0.02,
        "unprocessed-keys": 0.3,
        kill: 0.01,
      },
    });
    const seqs = [];
    for (let index = 0; index < 40; index += 1) seqs.push(await sendWithRetries(id, `Burst ${index}`));
    const due = seqs.flatMap((seq) => ["ben", "dan"].map((userId) => `${id}.${seq}.message.${userId}`));
    const added = ["ben", "dan"].map((userId) => `${id}.1.added.${userId}`);
    await eventually(() => {
      const published = new Set(onTopic(id).map(({ dedupeId }) => dedupeId));
      const pushed = new Set(onPhone(deviceId, id).map(({ data }) => data.dedupeId));
      const missing = [
        ...due.filter((it) => !published.has(it)),
        ...due.filter((it) => it.endsWith(".ben") && !pushed.has(it)),
      ];
      return missing.length === 0 ? true : undefined;
    }, 60_000);
    cloud.chaos.stop();
    expect(new Set(onTopic(id).map(({ dedupeId }) => dedupeId))).toEqual(new Set([...due, ...added]));
    expect(await cloud.failedBatches()).toEqual([]);
  }, 120_000);

  it("only the record that always fails is given up", async () => {
    const { id } = await startChat(ana, ["ben"]);
    await receivedOnTopic(id, 1, "ben");
    const gate = await closeGate();
    const before = await send(id, "Before");
    await gate.reached; // the batch has only that message; later ones are in the next batch
    await putPoison();
    const after = [await send(id, "After"), await send(id, "Long after")];
    gate.open();
    for (const seq of [before, ...after]) {
      await eventually(() => onTopic(id).find((it) => it.seq === seq), 60_000);
    }
    const failed = await cloud.failedBatches();
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } });
  }, 120_000);
});

/** Sends and retries on errors 5xx, as clients do: faults throttle sends, too. */
async function sendWithRetries(chatId: string, body: string): Promise<number> {
  sent += 1;
  const request = { clientMessageId: `n${sent}`, body };
  for (;;) {
    const answer = await ana.post(`${chats}/${chatId}/messages`, request);
    if (answer.status < 500) return z.object({ seq: z.number() }).parse(answer.body).seq;
  }
}

/** The time in UTC, `minutes` from now. */
function clock(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
}

async function until(look: () => Promise<unknown>, wanted: unknown): Promise<void> {
  await expect.poll(look, { timeout: 10_000, interval: 20 }).toEqual(wanted);
}

/** Blocks the stream function's next table call until the gate is opened. */
async function closeGate(): Promise<{ reached: Promise<void>; open: () => void }> {
  const credential = await streamCredential();
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  cloud.interceptors.push(async (call, forward) => {
    if (credentialOf(call.authorization) !== credential) return forward(call);
    reached.resolve();
    await opened.promise;
    return forward(call);
  });
  return { reached: reached.promise, open: opened.resolve };
}

/** Finds the credential of the stream function: only it reads the notification settings of users in a batch. */
async function streamCredential(): Promise<string> {
  const seen = Promise.withResolvers<string>();
  const watch: Interceptor = (call, forward) => {
    if (call.operation === "BatchGetItem" && JSON.stringify(call.input).includes("NOTIFICATIONS"))
      seen.resolve(credentialOf(call.authorization));
    return forward(call);
  };
  cloud.interceptors.push(watch);
  await startChat(ana, ["dan"]);
  const credential = await seen.promise;
  cloud.interceptors.splice(cloud.interceptors.indexOf(watch), 1);
  return credential;
}

function credentialOf(authorization: string): string {
  return /Credential=([^/]+)/.exec(authorization)?.[1] ?? "";
}

/** Writes an entry that no function can parse. */
async function putPoison(): Promise<void> {
  const { endpoint, tableName } = cloud.dynamodb;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  const Item = {
    PK: { S: "LOC#loc-main#CHAT#poison" },
    SK: { S: "ENTRY#000000000001" },
    kind: { S: "message" },
  };
  await client.send(new PutItemCommand({ TableName: tableName, Item }));
  client.destroy();
}
