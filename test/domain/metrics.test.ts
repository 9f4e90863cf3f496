import { beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../functions/domain/chats/create-chat.ts";
import { sendMessage } from "../../functions/domain/messages/send-message.ts";
import { connection, memoryPorts } from "../support/memory-ports.ts";
import { unlimited } from "../support/settings.ts";

let ports: ReturnType<typeof memoryPorts>;
let chatId: string;

beforeEach(async () => {
  ports = memoryPorts();
  const request = { participantIds: ["ben", "cara"] };
  const { chat } = await createChat(ports, { locationId: "loc", creatorId: "ana", request });
  chatId = chat.id;
  ports.metrics.counts.clear();
});

const send = () =>
  sendMessage(ports, unlimited, {
    chat: { locationId: "loc", chatId },
    userId: "ana",
    request: { clientMessageId: "m1", body: "Hello" },
  });

describe("the numbers of a send", () => {
  it("say that it was sent, to how many sockets it went, and how many of them were gone", async () => {
    ports.connections.connections = [
      connection("ben"),
      connection("ben", { connectionId: "ben-phone" }),
      connection("cara"),
    ];
    ports.push.gone.add("ben-phone");
    await send();
    expect(Object.fromEntries(ports.metrics.counts)).toEqual({
      MessagesSent: 1,
      Deliveries: 2,
      GoneConnections: 1,
    });
  });

  it("know the message that a chat begins with", async () => {
    const message = { clientMessageId: "first", body: "Hello" };
    const request = { participantIds: ["ben"], message };
    await createChat(ports, { locationId: "loc", creatorId: "ana", request });
    expect(ports.metrics.counts.get("MessagesSent")).toBe(1);
  });

  it("count a retry once, and time both", async () => {
    await send();
    await send();
    expect(ports.metrics.counts.get("MessagesSent")).toBe(1);
    expect(ports.metrics.times.get("SendLatency")).toHaveLength(2);
  });

  it("count how often it had to begin again", async () => {
    const append = ports.chats.appendMessage.bind(ports.chats);
    let conflicts = 2;
    ports.chats.appendMessage = async (transaction) => {
      conflicts -= 1;
      return conflicts >= 0 ? { kind: "contended" } : append(transaction);
    };
    await send();
    expect(ports.metrics.counts.get("AppendConflicts")).toBe(2);
  });
});
