import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keys } from "../../functions/store/keys.ts";
import { apiAs, chats, codeOf, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs } from "../support/socket-client.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud({ rateLimits: "on" });
});

afterAll(() => cloud.stop());

/** Sets a user's rate as used up for a minute, because a test cannot reliably send fast enough. */
async function exhaust(chatId: string, userId: string): Promise<void> {
  const { endpoint, tableName } = cloud.dynamodb;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: marshall(keys.membership({ locationId: "loc-main", chatId }, userId)),
      UpdateExpression: "SET sendsUsedUntil = :until",
      ExpressionAttributeValues: marshall({ ":until": Date.now() + 60_000 }),
    }),
  );
  client.destroy();
}

it("a user beyond the rate limit gets 429 with its headers, by REST and by socket; other participants do not", async () => {
  const ana = await apiAs(cloud, "ana");
  const { id } = await startChat(ana, ["ben"]);
  const send = (key: string) => ana.post(`${chats}/${id}/messages`, { clientMessageId: key, body: "Hi" });
  expect(codeOf(await send("m1"))).toBe("201");
  await exhaust(id, "ana");

  const refused = await send("m2");
  expect(codeOf(refused)).toBe("429 rate_limited");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
  expect(refused.headers.get("x-ratelimit-limit")).toBe("10");
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(codeOf(await send("m1"))).toBe("200");

  const [anaSocket, benSocket] = await Promise.all(["ana", "ben"].map((it) => connectAs(cloud, it)));
  if (!anaSocket || !benSocket) throw new Error("no sockets");
  const frame = { chatId: id, clientMessageId: "w1", body: "Hi" };
  expect(await anaSocket.ask("send", frame)).toMatchObject({
    type: "error",
    statusCode: 429,
    code: "rate_limited",
  });
  expect(await benSocket.ask("send", frame)).toMatchObject({ type: "ack" });
  await Promise.all([anaSocket, benSocket].map((it) => it.close()));
});

it("a send updates the sender's rate without another write", async () => {
  const ana = await apiAs(cloud, "ana");
  const { id } = await startChat(ana, ["ben"]);
  const before = cloud.usage().operations.UpdateItem?.writeUnits ?? 0;
  await ana.post(`${chats}/${id}/messages`, { clientMessageId: "m1", body: "Hi" });
  // The write that moves the read pointer updates the rate, too.
  expect((cloud.usage().operations.UpdateItem?.writeUnits ?? 0) - before).toBe(1);
});

it("creating chats, announcing files and sync have limits of their own, for each user", async () => {
  const [ben, dan] = await Promise.all([apiAs(cloud, "ben"), apiAs(cloud, "dan")]);
  const created = await countUntilLimited(25, () => ben.post(chats, { participantIds: ["ana"] }));
  expect(created.passed).toBeGreaterThanOrEqual(20);
  expect(created.passed).toBeLessThanOrEqual(22);
  expect(codeOf(created.last)).toBe("429 rate_limited");
  for (const header of ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"]) {
    expect(created.last.headers.get(header), header).toMatch(/^\d+$/);
  }
  expect(codeOf(await dan.post(chats, { participantIds: ["ana"] }))).toBe("201");

  const { id } = await startChat(dan, ["ana"]);
  const files = await countUntilLimited(65, () =>
    dan.post(`${chats}/${id}/attachments`, { filename: "a.txt", contentType: "text/plain", size: 1 }),
  );
  expect(files.passed).toBeGreaterThanOrEqual(60);

  const socket = await connectAs(cloud, "dan");
  const acks: string[] = [];
  for (let index = 0; index < 15; index += 1)
    acks.push((await socket.ask("sync", { chats: { [id]: 0 } })).type);
  expect(acks.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => "ack"));
  expect(acks).toContain("error");
  await socket.close();
  expect(cloud.complaints).toEqual([]);
});

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof apiAs>>["get"]>>;

/** How many requests pass before the first refusal, one after the other, and the last answer. */
async function countUntilLimited(most: number, request: () => Promise<Answer>) {
  let last = await request();
  let passed = 0;
  while (last.status < 300 && passed < most) {
    passed += 1;
    last = await request();
  }
  return { passed, last };
}
