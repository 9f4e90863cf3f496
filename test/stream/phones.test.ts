import { beforeEach, describe, expect, it } from "vitest";
import { registerDevice } from "../../functions/domain/notifications/register-device.ts";
import { devicePorts, notifyPorts } from "../support/notification-ports.ts";
import { storeChat } from "../support/stored-chat.ts";
import { consume, imageOf } from "../support/stream-call.ts";

let ports: ReturnType<typeof notifyPorts>;
let registering: ReturnType<typeof devicePorts>;

beforeEach(() => {
  ports = notifyPorts();
  registering = devicePorts({ devices: ports.devices, phones: ports.endpoints });
});

/** @returns the device's endpoint */
async function register(userId: string, token: string): Promise<string> {
  await registerDevice(registering, userId, { platform: "fcm", token });
  return `endpoint of fcm ${token}`;
}

/** The images of a chat that ana starts with ben and cara, with a first message. */
async function chatImages() {
  const message = { body: "Hello", clientMessageId: "m" };
  const { chatId } = await storeChat(ports, { userIds: ["ana", "ben", "cara"], message });
  return ports.chats.log(chatId).map(imageOf);
}

const pushed = () =>
  ports.endpoints.pushed.map(({ notification, device }) => [notification.event, device.endpoint] as const);

const allDone = { batchItemFailures: [] };

describe("the devices of the notified users", () => {
  it("all get the notifications of the topic", async () => {
    const [first, second] = [await register("ben", "b1"), await register("ben", "b2")];
    expect(await consume(ports, await chatImages())).toEqual(allDone);
    expect(pushed()).toEqual([
      ["added", first],
      ["added", second],
      ["message", first],
      ["message", second],
    ]);
    const ids = ports.topic.published
      .filter(({ userId }) => userId === "ben")
      .map(({ dedupeId }) => dedupeId);
    expect(ports.endpoints.pushed.map(({ notification }) => notification.dedupeId)).toEqual([
      ids[0],
      ids[0],
      ids[1],
      ids[1],
    ]);
  });

  it("get no push in quiet hours, while the topic gets a quiet notification", async () => {
    await register("ben", "b");
    const cara = await register("cara", "c");
    const quietHours = { start: "11:00", end: "13:00", timeZone: "UTC" };
    ports.settings.preferences.set("ben", { internalChat: "every_message", quietHours });
    await consume(ports, await chatImages());
    expect(pushed().map(([, endpoint]) => endpoint)).toEqual([cara, cara]);
    const toBen = ports.topic.published.filter(({ userId }) => userId === "ben");
    expect(toBen.map(({ quiet }) => quiet)).toEqual([true, true]);
  });

  it("are removed when they take no push any more, while other devices get theirs", async () => {
    const [dead, alive] = [await register("ben", "dead"), await register("ben", "alive")];
    ports.endpoints.disabled.add(dead);
    expect(await consume(ports, await chatImages())).toEqual(allDone);
    expect((await ports.devices.ofUser("ben")).devices.map(({ endpoint }) => endpoint)).toEqual([alive]);
    expect(ports.endpoints.opened.has(dead)).toBe(false);
    expect(pushed().map(([, endpoint]) => endpoint)).toEqual([alive, alive]);
  });

  it("are not removed when they register again in the meantime", async () => {
    const dead = await register("ben", "dead");
    const { endpoints } = ports;
    endpoints.disabled.add(dead);
    const push = endpoints.push.bind(endpoints);
    endpoints.push = async (groups) => {
      const outcome = await push(groups);
      registering.clock.time += 1;
      await register("ben", "dead");
      return outcome;
    };
    await consume(ports, await chatImages());
    expect((await ports.devices.ofUser("ben")).devices).toHaveLength(1);
    expect(endpoints.opened.has(dead)).toBe(true);
  });

  it("fail no record when they cannot be removed: the next push finds them again", async () => {
    ports.endpoints.disabled.add(await register("ben", "dead"));
    ports.devices.remove = async () => {
      throw new Error("throttled");
    };
    expect(await consume(ports, await chatImages())).toEqual(allDone);
    expect(ports.log.lines.map(({ message }) => message)).toContain("device not removed");
  });

  it("fail their record when a push fails, after the topic has published all notifications", async () => {
    ports.endpoints.failing.add(await register("cara", "c"));
    const [, second = {}] = await chatImages();
    expect(await consume(ports, [second], 2)).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(ports.topic.published.map(({ userId }) => userId)).toEqual(["ben", "cara"]);
  });

  it("fail no record when they refuse a push for good, which is counted", async () => {
    const { endpoints } = ports;
    const push = endpoints.push.bind(endpoints);
    endpoints.push = async (groups) => ({ ...(await push(groups)), refused: 2 });
    expect(await consume(ports, await chatImages())).toEqual(allDone);
    expect(ports.metrics.counts.get("PushesRefused")).toBe(2);
  });

  it("get only the notifications of the user whom they belong to now", async () => {
    const endpoint = await register("ben", "moved");
    await register("cara", "moved");
    await consume(ports, await chatImages());
    const recipients = ports.endpoints.pushed.map(({ notification }) => notification.userId);
    expect(recipients).toEqual(["cara", "cara"]);
    expect(pushed().map(([, it]) => it)).toEqual([endpoint, endpoint]);
  });
});
