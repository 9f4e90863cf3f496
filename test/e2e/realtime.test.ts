import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiAs, chats, readLog, startChat } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs, connectWith } from "../support/socket-client.ts";

let cloud: TestCloud;
let ana: Api;

beforeAll(async () => {
  cloud = await startTestCloud();
  ana = await apiAs(cloud, "ana");
});

afterAll(() => cloud.stop());

const post = (chatId: string, clientMessageId: string, body = "Hi") =>
  ana.post(`${chats}/${chatId}/messages`, { clientMessageId, body });

describe("after a disconnection", () => {
  it("sync returns exactly the missed entries, in order", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const before = await connectAs(cloud, "ben");
    await post(id, "m1");
    const seen = await before.next(({ type }) => type === "entry");
    before.vanish();
    for (const key of ["m2", "m3", "m4"]) await post(id, key);
    const after = await connectAs(cloud, "ben");
    const ack = await after.ask("sync", { chats: { [id]: Object(seen.entry).seq, "01NOTMINE": 0 } });
    const log = await readLog(ana, id);
    expect(ack.chats).toEqual({
      [id]: { lastSeq: 5, firstVisibleSeq: 1, entries: log.slice(2), more: false },
    });
    await after.close();
  });

  it("the answer to a sync fits into one frame, and says if there is more", async () => {
    const { id } = await startChat(ana, ["ben"]);
    for (let index = 0; index < 8; index += 1) await post(id, `big${index}`, "😀".repeat(2000));
    const ben = await connectAs(cloud, "ben");
    const ack = await ben.ask("sync", { chats: { [id]: 1 } });
    const synced = Object(Object(ack.chats)[id]);
    expect(Buffer.byteLength(JSON.stringify(ack))).toBeLessThanOrEqual(32 * 1024);
    expect(synced).toMatchObject({ lastSeq: 9, more: true });
    const seqs = Array.from<{ seq: number }>(synced.entries).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 2));
    await ben.close();
  });
});

describe("while online", () => {
  it("typing is pushed to the other participants only", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const [writer, phone, ben, dan] = await Promise.all(
      ["ana", "ana", "ben", "dan"].map((it) => connectAs(cloud, it)),
    );
    if (!writer || !phone || !ben || !dan) throw new Error("no sockets");
    await writer.ask("typing", { chatId: id, active: true });
    const typing = await ben.next(({ type }) => type === "typing");
    expect(typing).toEqual({ type: "typing", chatId: id, userId: "ana", active: true });
    for (const other of [writer, phone, dan]) {
      await other.ask("ping");
      expect(other.of("typing")).toEqual([]);
    }
    await Promise.all([writer, phone, ben, dan].map((it) => it.close()));
  });

  it("read moves the pointer and is pushed to all participants", async () => {
    const { id } = await startChat(ana, ["ben"], { message: { body: "Hi", clientMessageId: "m0" } });
    const [writer, ben] = await Promise.all(["ana", "ben"].map((it) => connectAs(cloud, it)));
    if (!writer || !ben) throw new Error("no sockets");
    expect(await ben.ask("read", { chatId: id, seq: 2 })).toMatchObject({ readSeq: 2, unreadCount: 0 });
    expect(await writer.next(({ type }) => type === "read")).toMatchObject({
      chatId: id,
      userId: "ben",
      seq: 2,
    });
    expect(await ben.ask("read", { chatId: id, seq: 9 })).toMatchObject({
      type: "error",
      code: "invalid_request",
    });
    await Promise.all([writer, ben].map((it) => it.close()));
  });
});

describe("an expired token", () => {
  it("closes the connection at the next frame, after an error and a bye", async () => {
    const token = await cloud.issuer.issue({ userId: "ben", expiresInSeconds: 2 });
    const ben = await connectWith(cloud, token);
    const closed = ben.closeCode();
    await untilExpired(token);
    const error = await ben.ask("ping");
    expect(error).toMatchObject({ type: "error", statusCode: 401, code: "unauthenticated" });
    expect(await ben.next(({ type }) => type === "bye")).toEqual({ type: "bye", code: "token_expired" });
    await closed;
  });

  it("closes the connection at the next event, which is not pushed to it", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const token = await cloud.issuer.issue({ userId: "ben", expiresInSeconds: 2 });
    const ben = await connectWith(cloud, token);
    const closed = ben.closeCode();
    await untilExpired(token);
    await post(id, "late");
    await closed;
    expect(ben.frames.at(-1)).toEqual({ type: "bye", code: "token_expired" });
    expect(ben.of("entry")).toEqual([]);
  });

  it("does not close a connection that was extended with a fresh token of the same user", async () => {
    const { id } = await startChat(ana, ["ben"]);
    const token = await cloud.issuer.issue({ userId: "ben", expiresInSeconds: 2 });
    const ben = await connectWith(cloud, token);
    expect(await ben.ask("auth", { token: await cloud.issuer.issue({ userId: "ana" }) })).toMatchObject({
      code: "unauthenticated",
    });
    expect(await ben.ask("auth", { token: await cloud.issuer.issue({ userId: "ben" }) })).toMatchObject({
      type: "ack",
    });
    await untilExpired(token);
    expect(await ben.ask("ping")).toMatchObject({ type: "ack" });
    await post(id, "still here");
    await ben.next(({ type }) => type === "entry");
    await ben.close();
  });
});

/** Waits until the token has expired. */
async function untilExpired(token: string): Promise<void> {
  const { exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  await eventually(() => (Date.now() > Number(exp) * 1000 ? true : undefined));
}
