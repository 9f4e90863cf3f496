import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { apiAs, apiWith, chats, codeOf, readLog, startChat } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { startTestCloud } from "../support/local-cloud.ts";

it("a restart with the same data directory keeps all data and repeats no notification", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "internal-chat-restart-"));
  try {
    const before = await startTestCloud({ dataDir });
    const token = await before.issuer.issue({ userId: "ana" });
    const chat = await startChat(apiWith(before, token), ["ben"], {
      message: { body: "Hi", clientMessageId: "m1" },
    });
    const log = await readLog(apiWith(before, token), chat.id);
    await eventually(() => (before.notifications().length >= 2 ? true : undefined));
    await before.stop();

    const after = await startTestCloud({ dataDir });
    const ana = apiWith(after, token);
    expect(await readLog(ana, chat.id)).toEqual(log);
    const again = await ana.post(`${chats}/${chat.id}/messages`, { clientMessageId: "m1", body: "Hi" });
    expect(codeOf(again)).toBe("200");
    await ana.post(`${chats}/${chat.id}/messages`, { clientMessageId: "m2", body: "And more" });
    const notified = await eventually(() =>
      after.notifications().find(({ body }) => Object(body).seq === 3) === undefined
        ? undefined
        : after.notifications(),
    );
    const ids = notified.map(({ body }) => String(Object(body).dedupeId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(codeOf(await (await apiAs(after, "ben")).get(`${chats}/${chat.id}`))).toBe("200");
    await after.stop();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
