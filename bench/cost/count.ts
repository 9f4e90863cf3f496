import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import type { Cloud } from "../contenders/cloud.ts";
import type { CloudRoom } from "../contenders/cloud-room.ts";
import { exchanges } from "../measures/exchange.ts";
import { settledUsage } from "../measures/settled.ts";
import { difference, type Usage, type Used } from "../servers/usage.ts";
import type { Counted } from "./totals.ts";

/** Enough to even out how the stream batches entries. */
const SENDS = 20;
const TIMES = 5;

/** Does each action some times in the local cloud and says what one of them used. */
export async function countUsage(cloud: Cloud, participants: number): Promise<Counted> {
  const room = await cloud.openRoom(participants);
  const userId = room.userIds[1] ?? "";
  await exchanges(room, 2);
  const of = (times: number, action: (time: number) => Promise<unknown>) => counted(cloud, times, action);
  const send = await of(SENDS, () => exchanges(room, 1));
  const read = await of(TIMES, (time) => room.ask(1, "read", { chatId: room.chatId, seq: 3 + time }));
  const ping = await of(TIMES, () => room.ask(1, "ping"));
  const open = await of(TIMES, () => openApp(cloud, userId, room.chatId));
  const upload = await of(TIMES, () => attach(cloud, userId, room.chatId));
  const connect = await of(1, () => comeBack(room));
  room.drop();
  return { send, read, ping, connect: share(connect, participants), open, upload };
}

async function counted(
  cloud: Cloud,
  times: number,
  action: (time: number) => Promise<unknown>,
): Promise<Usage> {
  const before = await settledUsage(cloud);
  for (let time = 0; time < times; time += 1) await action(time);
  return share(difference(before, await settledUsage(cloud)), times);
}

/** What one of `times` used. */
function share({ functions, posts, publishes }: Usage, times: number): Usage {
  const of = ({ invocations, tableCalls, readUnits, writeUnits }: Used): Used => ({
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

/** Asks for a place, uploads a small file to it, and sends a message with it; the send itself is not counted twice. */
async function attach(cloud: Cloud, userId: string, chatId: string): Promise<void> {
  const bytes = "hello";
  const file = { filename: "note.txt", contentType: "text/plain", size: bytes.length };
  const { upload } = Upload.parse(await cloud.post(userId, `/${chatId}/attachments`, file));
  const { method, url, headers } = upload;
  const answer = await fetch(url, { method, headers, body: bytes });
  if (!answer.ok) throw new Error(`the upload answered ${answer.status}`);
}

/** All sockets end and come back, with `sync`; the end is noticed a moment later. */
async function comeBack(room: CloudRoom): Promise<void> {
  room.drop();
  await setTimeout(500);
  await room.connect(4);
}
