import { beforeEach, describe, expect, it } from "vitest";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { connection } from "../../support/connections.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { here } from "../../support/profiles.ts";
import { storeChat } from "../../support/stored-chat.ts";

let ports: ReturnType<typeof sendPorts>;
let chat: ChatRef;

beforeEach(async () => {
  ports = sendPorts();
  chat = await storeChat(ports, { userIds: ["ana", "ben", "cara"] });
});

const send = () =>
  sendMessage(ports, {
    location: here,
    chat,
    userId: "ana",
    request: { clientMessageId: "m1", body: "Hello" },
  });

describe("the metrics of a send", () => {
  it("count the message, the connections that got it, and the connections that were gone", async () => {
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
      PushesFailed: 0,
    });
  });

  it("count a retried message once, and time both requests", async () => {
    await send();
    await send();
    expect(ports.metrics.counts.get("MessagesSent")).toBe(1);
    expect(ports.metrics.times.get("SendLatency")).toHaveLength(2);
  });

  it("count each append that was refused", async () => {
    const appendMessage = ports.chats.appendMessage.bind(ports.chats);
    let conflicts = 2;
    ports.chats.appendMessage = async (append) => {
      conflicts -= 1;
      return conflicts >= 0 ? { kind: "contended" } : appendMessage(append);
    };
    await send();
    expect(ports.metrics.counts.get("AppendConflicts")).toBe(2);
  });
});
