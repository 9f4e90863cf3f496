import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import { timedSends } from "../measures/timed-send.ts";
import { waitUntilIdle } from "../measures/wait-until-idle.ts";
import { type FunctionUsage, type Usage, usageBetween } from "../servers/usage.ts";
import type { UsagePerAction } from "./totals.ts";

/** Enough sends to average over the batches of the stream. */
const SENDS = 20;
/** Repetitions of each other action. */
const TIMES = 5;

/** Runs each action several times in the local cloud and returns the average usage of one. */
export async function countUsage(cloud: Cloud, participants: number): Promise<UsagePerAction> {
  const room = await cloud.openRoom(participants);
  const userId = room.userIds[1] ?? "";
  await timedSends(room, 2);
  const of = (times: number, action: (time: number) => Promise<unknown>) => counted(cloud, times, action);
  const send = await of(SENDS, () => timedSends(room, 1));
  const read = await of(TIMES, (time) => room.request(1, "read", { chatId: room.chatId, seq: 3 + time }));
  const ping = await of(TIMES, () => room.request(1, "ping"));
  const open = await of(TIMES, () => openApp(cloud, userId, room.chatId));
  const upload = await of(TIMES, () => uploadAttachment(cloud, userId, room.chatId));
  const connect = await of(1, () => reconnectAll(room));
  room.drop();
  return { send, read, ping, connect: average(connect, participants), open, upload };
}

async function counted(
  cloud: Cloud,
  times: number,
  action: (time: number) => Promise<unknown>,
): Promise<Usage> {
  const before = await waitUntilIdle(cloud);
  for (let time = 0; time < times; time += 1) await action(time);
  return average(usageBetween(before, await waitUntilIdle(cloud)), times);
}

/** Divides a usage by the number of actions that caused it. */
function average({ functions, posts, publishes }: Usage, times: number): Usage {
  const of = ({ invocations, tableCalls, readUnits, writeUnits }: FunctionUsage): FunctionUsage => ({
    invocations: invocations / times,
    tableCalls: tableCalls / times,
    readUnits: readUnits / times,
    writeUnits: writeUnits / times,
  });
  const entries = Object.entries(functions).map(([name, used]) => [name, of(used)] as const);
  return { functions: Object.fromEntries(entries), posts: posts / times, publishes: publishes / times };
}

async function openApp(cloud: Cloud, userId: string, chatId: string): Promise<void> {
  for (const path of ["/inbox", "/internal-chats", `/internal-chats/${chatId}/messages`]) {
    await cloud.request(userId, { path });
  }
}

const Upload = z.object({
  attachmentId: z.string(),
  upload: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) }),
});

/** Declares an attachment and uploads a small file. The send of a message with it is counted with the sends. */
async function uploadAttachment(cloud: Cloud, userId: string, chatId: string): Promise<void> {
  const bytes = "hello";
  const file = { filename: "note.txt", contentType: "text/plain", size: bytes.length };
  const { upload } = Upload.parse(await cloud.post(userId, `/${chatId}/attachments`, file));
  const { method, url, headers } = upload;
  const answer = await fetch(url, { method, headers, body: bytes });
  if (!answer.ok) throw new Error(`the upload answered ${answer.status}`);
}

/** Terminates all sockets and reconnects them with `sync`. Waits for the server to notice the end first. */
async function reconnectAll(room: CloudRoom): Promise<void> {
  room.drop();
  await setTimeout(500);
  await room.connect(4);
}
