import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCloud, startLocalCloud } from "../local/local-cloud.ts";
import { synthesize } from "../local/synthesize.ts";
import { type LoadProgress, type LoadResult, runLoad } from "./load/run-load.ts";
import { readNumbers } from "./read-numbers.ts";

const usage = `Connects many sockets to a local cloud, sends at a steady rate, then reconnects all sockets at once.

  npm run load -- [sockets] [chats] [messages a second] [seconds]

The chats have equal sizes. The default is 1000 200 100 120. Exits with 1 if a message, an event or a reconnected socket is missing.`;
const [sockets = 0, chats = 0, perSecond = 0, seconds = 0] = readNumbers(usage, [1000, 200, 100, 120]);
const size = sockets / chats;
if (!Number.isInteger(size) || size < 2 || size > 100) {
  console.error(
    `error: ${sockets} sockets in ${chats} chats: each chat must have the same number of users, 2 to 100`,
  );
  process.exit(1);
}
/** Concurrent writes to the directory. */
const writing = 8;

const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-load-"));
process.once("exit", () => rmSync(assemblyDir, { recursive: true, force: true }));
await synthesize(assemblyDir);
const log = (line: string) => line.endsWith("…") || console.log(line);
const cloud = await startLocalCloud({ port: 0, assemblyDir, log });
const userIds = Array.from({ length: sockets }, (_, index) => `load${index}`);
await writeUsers(cloud, userIds);
console.log(`${sockets} sockets in ${chats} chats, ${perSecond} messages a second for ${seconds} s`);
const onProgress = ({ sent, answered, memory }: LoadProgress) =>
  console.log(`${sent} sent, ${answered} answered, ${Math.round(memory / 1024 / 1024)} MB`);
const result = await runLoad(cloud, userIds, { sockets, chats, perSecond, seconds, onProgress });
await cloud.stop();
report(result);
const { acknowledged, due, came, reconnecting } = result;
const isComplete = came === due && acknowledged === perSecond * seconds && reconnecting.served === sockets;
process.exit(isComplete ? 0 : 1);

async function writeUsers({ url, issuer }: LocalCloud, userIds: readonly string[]): Promise<void> {
  const authorization = `Bearer ${await issuer.issue({ scope: "directory.write" })}`;
  const headers = { authorization, "content-type": "application/json" };
  const write = (userId: string) =>
    fetch(`${url}/directory/users/${userId}`, {
      method: "PUT",
      headers,
      body: JSON.stringify({
        companyId: "acme",
        name: userId,
        email: `${userId}@example.com`,
        roles: { type: "account", role: "user", locationIds: ["loc-main"] },
        permissions: { conversationsEnabled: true, assignedDataOnly: false },
        updatedAt: "2026-01-01T00:00:00.000Z",
      }),
    });
  for (let from = 0; from < userIds.length; from += writing)
    await Promise.all(userIds.slice(from, from + writing).map(write));
}

function report({ memory, latency, cpuMs, acknowledged, due, came, reconnecting }: LoadResult): void {
  const megabytes = memory.map((bytes) => Math.round(bytes / 1024 / 1024));
  const [middle = 0, end = 0] = [megabytes[megabytes.length / 2 - 1], megabytes.at(-1)];
  const growth = (((end - middle) / middle) * 100).toFixed(0);
  console.log(`memory in MB, by tenths of the time: ${megabytes.join(" ")}; second half ${growth} %`);
  console.log(
    `acknowledged in ${latency.median.toFixed(0)} ms (median), ${latency.longest.toFixed(0)} ms at most; ${cpuMs.toFixed(1)} ms of CPU a message (without the engine)`,
  );
  console.log(
    `reconnected at once: ${reconnecting.served} served in ${(reconnecting.ms / 1000).toFixed(1)} s`,
  );
  console.log(
    `load: ${acknowledged} of ${perSecond * seconds} messages acknowledged, ${came} of ${due} events came`,
  );
}
