import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloud } from "../local/local-cloud.ts";
import { synthesize } from "../local/synthesize.ts";
import { load } from "./load/load.ts";

const [sockets = 1000, chats = 200, perSecond = 100, seconds = 120] = process.argv.slice(2).map(Number);
const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

const assemblyDir = mkdtempSync(join(tmpdir(), "internal-chat-load-"));
process.once("exit", () => rmSync(assemblyDir, { recursive: true, force: true }));
await synthesize(assemblyDir);
const cloud = await startLocalCloud({ port: 0, assemblyDir, log: (line) => console.log(line) });
const userIds = Array.from({ length: sockets }, (_, index) => `load${index}`);
const token = await cloud.issuer.issue({ scope: "directory.write" });
for (const userId of userIds) {
  const body = {
    companyId: "acme",
    name: userId,
    email: `${userId}@example.com`,
    roles: { type: "account", role: "user", locationIds: ["loc-main"] },
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    updatedAt: "2026-01-01T00:00:00.000Z",
  };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  await fetch(`${cloud.url}/directory/users/${userId}`, {
    method: "PUT",
    headers,
    body: JSON.stringify(body),
  });
}
console.log(`${sockets} sockets in ${chats} chats, ${perSecond} messages a second for ${seconds} s`);
const startedAt = Date.now();
const result = await load(cloud, userIds, { sockets, chats, perSecond, seconds });
await cloud.stop();
console.log(`heap in MB, by tenths of the time: ${result.heap.map(megabytes).join(" ")}`);
const { acknowledged, due, came } = result;
console.log(
  `load: ${acknowledged} of ${perSecond * seconds} messages acknowledged, ${came} of ${due} events came, ${Math.round((Date.now() - startedAt) / 1000)} s`,
);
process.exit(came === due && acknowledged === perSecond * seconds ? 0 : 1);
