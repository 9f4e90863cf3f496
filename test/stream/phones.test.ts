import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import type { Notification } from "../../functions/domain/notifications/notification.ts";
import { registerDevice } from "../../functions/domain/notifications/register-device.ts";
import { entryItem } from "../../functions/store/chat-items.ts";
import { entryFromStream } from "../../functions/store/stream-record.ts";
import { streamHandler } from "../../functions/stream/stream-handler.ts";
import { FakePhones, MemoryDevices } from "../support/memory-devices.ts";
import { memoryPorts } from "../support/memory-ports.ts";

let ports: ReturnType<typeof memoryPorts>;
let devices: MemoryDevices;
let phones: FakePhones;
let published: Notification[];

beforeEach(() => {
  ports = memoryPorts();
  devices = new MemoryDevices();
  phones = new FakePhones();
  published = [];
});

const topic = {
  publish: async (groups: readonly (readonly Notification[])[]) => {
    published.push(...groups.flat());
    return groups.length;
  },
};

async function register(userId: string, token: string) {
  const registering = { ...ports, devices, applications: phones, endpoints: phones };
  await registerDevice(registering, userId, { platform: "fcm", token });
  return `endpoint of fcm ${token}`;
}

/** The stream's records of a chat that ana starts with ben and cara, with a first message. */
async function chatRecords() {
  const { chat } = await createChat(ports, {
    locationId: "loc",
    creatorId: "ana",
    request: {
      participantIds: ["ben", "cara"],
      message: { body: "Hello", clientMessageId: "m" },
    },
  });
  return ports.chats.log(chat.id).map((entry, index) => ({
    dynamodb: { SequenceNumber: String(index + 1), NewImage: marshall(entryItem(entry)) },
  }));
}

function consume(Records: readonly object[]) {
  const handler = streamHandler({
    ...ports,
    settings: devices,
    devices,
    topic,
    endpoints: phones,
    entryOf: entryFromStream,
  });
  return handler(JSON.parse(JSON.stringify({ Records })));
}

const pushed = () =>
  phones.pushed.map(({ notification, device }) => [notification.event, device.endpoint] as const);

describe("the phones of those who are notified", () => {
  it("get the same as the topic, each of them", async () => {
    const [first, second] = [await register("ben", "b1"), await register("ben", "b2")];
    expect(await consume(await chatRecords())).toEqual({ batchItemFailures: [] });
    expect(pushed()).toEqual([
      ["added", first],
      ["added", second],
      ["message", first],
      ["message", second],
    ]);
    const ids = published.filter(({ userId }) => userId === "ben").map(({ dedupeId }) => dedupeId);
    expect(phones.pushed.map(({ notification }) => notification.dedupeId)).toEqual([
      ids[0],
      ids[0],
      ids[1],
      ids[1],
    ]);
  });

  it("are silent in quiet hours, while the topic is told that they are", async () => {
    await register("ben", "b");
    const cara = await register("cara", "c");
    const quietHours = { start: "11:00", end: "13:00", timeZone: "UTC" };
    devices.preferences.set("ben", { internalChat: "every_message", quietHours });
    await consume(await chatRecords());
    expect(pushed().map(([, endpoint]) => endpoint)).toEqual([cara, cara]);
    expect(published.filter(({ userId }) => userId === "ben").map(({ quiet }) => quiet)).toEqual([
      true,
      true,
    ]);
  });

  it("are removed where they take no push any more, and nothing else is held up by it", async () => {
    const [dead, alive] = [await register("ben", "dead"), await register("ben", "alive")];
    phones.disabled.add(dead);
    expect(await consume(await chatRecords())).toEqual({ batchItemFailures: [] });
    expect((await devices.ofUser("ben")).devices.map(({ endpoint }) => endpoint)).toEqual([alive]);
    expect(phones.opened.has(dead)).toBe(false);
    expect(pushed().map(([, endpoint]) => endpoint)).toEqual([alive, alive]);
  });

  it("stay where they registered again while they were found gone", async () => {
    const dead = await register("ben", "dead");
    phones.disabled.add(dead);
    const push = phones.push.bind(phones);
    phones.push = async (groups) => {
      const outcome = await push(groups);
      ports.clock.time += 1;
      await register("ben", "dead");
      return outcome;
    };
    await consume(await chatRecords());
    expect((await devices.ofUser("ben")).devices).toHaveLength(1);
    expect(phones.opened.has(dead)).toBe(true);
  });

  it("that cannot be removed now are no failure: the next push finds them", async () => {
    phones.disabled.add(await register("ben", "dead"));
    devices.remove = async () => {
      throw new Error("throttled");
    };
    expect(await consume(await chatRecords())).toEqual({ batchItemFailures: [] });
    expect(ports.log.lines.map(({ message }) => message)).toContain("device not removed");
  });

  it("that fail let their record come again, when the topic has told everybody", async () => {
    phones.failing.add(await register("cara", "c"));
    const [, second = {}] = await chatRecords();
    expect(await consume([second])).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(published.map(({ userId }) => userId)).toEqual(["ben", "cara"]);
  });

  it("that refuse for good are counted, and hold up nothing", async () => {
    const push = phones.push.bind(phones);
    phones.push = async (groups) => ({ ...(await push(groups)), refused: 2 });
    expect(await consume(await chatRecords())).toEqual({ batchItemFailures: [] });
    expect(ports.metrics.counts.get("PushesRefused")).toBe(2);
  });

  it("that moved to another user get nothing of the former one's", async () => {
    const endpoint = await register("ben", "moved");
    await register("cara", "moved");
    await consume(await chatRecords());
    expect(phones.pushed.map(({ notification }) => notification.userId)).toEqual(["cara", "cara"]);
    expect(pushed().map(([, it]) => it)).toEqual([endpoint, endpoint]);
  });
});
