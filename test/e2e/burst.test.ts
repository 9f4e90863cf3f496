import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiAs, apiWith, chats, EntryBody, readLog, startChat } from "../support/api-client.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { connectAs, type SocketClient } from "../support/socket-client.ts";
import { userRecord } from "../support/user-record.ts";

const SENDERS = 8;
const MESSAGES = 200;
/** Senders with a socket, who also receive; the others send by REST only. */
const CONNECTED = 4;

let cloud: TestCloud;
let people: string[];

beforeAll(async () => {
  cloud = await startTestCloud();
  const service = apiWith(cloud, await cloud.issuer.issue({ scope: "directory.write" }));
  people = Array.from({ length: SENDERS }, (_, index) => `sender${index}`);
  for (const userId of people) {
    await service.put(`/directory/users/${userId}`, userRecord(userId));
  }
});

afterAll(() => cloud.stop());

/** Sends messages one after the other; with a socket, by REST and by the socket in turn. */
async function sendAll({
  api,
  socket,
  chatId,
}: {
  api: Api;
  socket: SocketClient | undefined;
  chatId: string;
}): Promise<EntryBody[]> {
  const entries: EntryBody[] = [];
  for (let index = 0; index < MESSAGES; index += 1) {
    const message = { clientMessageId: `m${index}`, body: `Message ${index}` };
    const answer =
      socket === undefined || index % 2 === 0
        ? (await api.post(`${chats}/${chatId}/messages`, message)).body
        : (await socket.ask("send", { chatId, ...message })).entry;
    entries.push(EntryBody.parse(answer));
  }
  return entries;
}

describe("a burst of 8 senders into one chat", () => {
  it("gives a dense log with each message once, to all sockets, and is unchanged by retries", async () => {
    const senders = await Promise.all(
      people.map(async (userId, index) => ({
        api: await apiAs(cloud, userId),
        socket: index < CONNECTED ? await connectAs(cloud, userId) : undefined,
      })),
    );
    const sockets = senders.flatMap(({ socket }) => socket ?? []);
    expect(sockets).toHaveLength(CONNECTED);
    const [first] = senders;
    if (first === undefined) throw new Error("no senders");
    const { id: chatId } = await startChat(first.api, people.slice(1));

    const sendAllMessages = () => Promise.all(senders.map((sender) => sendAll({ ...sender, chatId })));
    const sent = await sendAllMessages();
    const log = await readLog(first.api, chatId);

    expect(log.map(({ seq }) => seq)).toEqual(
      Array.from({ length: SENDERS * MESSAGES + 1 }, (_, index) => index + 1),
    );
    const keys = log.slice(1).map(({ userId, clientMessageId }) => `${userId} ${clientMessageId}`);
    expect(new Set(keys).size).toBe(SENDERS * MESSAGES);

    // A socket's events and the acknowledgements of its sends make up the exact log.
    for (const socket of sockets) {
      const rebuilt = await socket.until(() => {
        const seen = new Map(
          socket.frames
            .flatMap(({ entry }) => (entry === undefined ? [] : [EntryBody.parse(entry)]))
            .map((it) => [it.seq, it]),
        );
        return seen.size === log.length
          ? [...seen.values()].sort((one, other) => one.seq - other.seq)
          : undefined;
      });
      expect(rebuilt).toEqual(log);
    }

    expect(await sendAllMessages()).toEqual(sent);
    expect(await sendAllMessages()).toEqual(sent);
    expect(await readLog(first.api, chatId)).toEqual(log);
    await Promise.all(sockets.map((socket) => socket.close()));
  }, 400_000);
});
