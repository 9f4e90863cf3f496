import { beforeEach, describe, expect, it } from "vitest";
import { addParticipants } from "../../../functions/domain/chats/add-participants.ts";
import { changeSubject } from "../../../functions/domain/chats/change-subject.ts";
import { createChat } from "../../../functions/domain/chats/create-chat.ts";
import { putConversation } from "../../../functions/domain/inbox/put-conversation.ts";
import type { ChatRef } from "../../../functions/domain/log/chat-header.ts";
import { markRead } from "../../../functions/domain/messages/mark-read.ts";
import { pushTyping } from "../../../functions/domain/messages/push-typing.ts";
import { sendMessage } from "../../../functions/domain/messages/send-message.ts";
import { TypingThrottle } from "../../../functions/domain/messages/typing-throttle.ts";
import { connection } from "../../support/connections.ts";
import { conversationUpdate } from "../../support/conversations.ts";
import { MemoryConversationStore } from "../../support/memory-conversation-store.ts";
import { directoryOf } from "../../support/memory-directory.ts";
import { sendPorts } from "../../support/message-ports.ts";
import { agencyUser, location } from "../../support/profiles.ts";
import { storeChat, storeMessage } from "../../support/stored-chat.ts";

/** The location after its move to another company. */
const moved = location("loc", { companyId: "other" });
const watching = { watching: true };

function allPorts() {
  const ports = sendPorts();
  const typing = new TypingThrottle(ports.clock);
  const directory = directoryOf(["ana", "ben", "cara"]);
  return { ...ports, typing, directory, conversations: new MemoryConversationStore() };
}

let ports: ReturnType<typeof allPorts>;
let chat: ChatRef;

/** A chat of gus, of the agency, with ana and ben. Then the location moves. */
beforeEach(async () => {
  ports = allPorts();
  ports.directory.add(agencyUser("gus"));
  chat = await storeChat(ports, { userIds: ["gus", "ana", "ben"] });
  await storeMessage(ports, chat, { userId: "gus" });
  ports.connections.connections = [
    connection("gus", { companyId: "acme", ...watching }),
    connection("ana", watching),
    connection("ben", watching),
    connection("ben", { connectionId: "ben-as-gus", actorId: "gus", companyId: "acme", ...watching }),
  ];
  ports.directory.addLocation(moved);
});

const act = () => ({ location: moved, chat, userId: "ana" });
const message = { clientMessageId: "m", body: "Secret" };

const events: [string, () => Promise<unknown>][] = [
  ["a message", () => sendMessage(ports, { ...act(), request: message })],
  ["a subject", () => changeSubject(ports, { ...act(), subject: "Secret" })],
  ["a read pointer", () => markRead(ports, { ...act(), seq: 2 })],
  ["typing", () => pushTyping(ports, { ...act(), active: true })],
  [
    "an added participant",
    () => addParticipants(ports, { ...act(), request: { userIds: ["cara"], historyAccess: "full" } }),
  ],
];

describe("after a location's move to another company", () => {
  it.each(events)(
    "%s is not delivered to the old agency, whose socket closes after a `bye`",
    async (_what, run) => {
      await run();
      expect(ports.push.eventsOf("gus-socket")).toEqual([{ type: "bye", code: "access_lost" }]);
      expect(ports.push.closed).toEqual(["gus-socket"]);
      expect(ports.connections.ids()).not.toContain("gus-socket");
    },
  );

  it("the location's own users go on", async () => {
    await sendMessage(ports, { ...act(), request: message });
    expect(ports.push.eventsOf("ben-socket").map(({ type }) => type)).toEqual(["entry"]);
    expect(ports.connections.ids()).toContain("ana-socket");
  });

  it("a new chat of location users reaches no socket of the agency", async () => {
    const request = { participantIds: ["ben"], message };
    await createChat(ports, { location: moved, creatorId: "ana", request });
    expect(ports.push.eventsOf("gus-socket")).toEqual([]);
  });

  it("a customer conversation is not delivered to the old agency, nor to its Login-As sessions", async () => {
    await putConversation(ports, conversationUpdate("c1"));
    for (const lost of ["gus-socket", "ben-as-gus"]) {
      expect(ports.push.eventsOf(lost)).toEqual([{ type: "bye", code: "access_lost" }]);
    }
    expect(ports.push.eventsOf("ben-socket").map(({ type }) => type)).toEqual(["conversation"]);
  });
});

describe("before it", () => {
  it("the agency gets the events", async () => {
    const location = { locationId: "loc", companyId: "acme" };
    await sendMessage(ports, { ...act(), location, request: message });
    expect(ports.push.eventsOf("gus-socket").map(({ type }) => type)).toEqual(["entry"]);
    expect(ports.push.closed).toEqual([]);
  });
});
