import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_FRAME_BYTES } from "../../../functions/domain/connections/frame-size.ts";
import { type Conversation, PutConversationRequest } from "../../../functions/domain/inbox/conversation.ts";
import { conversationEvent } from "../../../functions/domain/inbox/conversation-event.ts";
import { jsonBytes } from "../../../functions/domain/json-size.ts";
import { conversationUpdate, day } from "../../support/conversations.ts";

const wide = (letter: string) => letter.repeat(64);

/** The conversation as the directory stores an update with the longest ids and the most followers. */
function stored(
  texts: Pick<Conversation, "contactName" | "lastMessageBody" | "lastMessageType">,
): Conversation {
  const followers = Array.from({ length: 20 }, (_, index) => `${index}`.padStart(64, "f"));
  const { id: _id, ...update } = conversationUpdate("c", {
    ...{ locationId: wide("l"), contactId: wide("c"), assignedTo: wide("a"), followers },
    ...{ unreadCount: Number.MAX_SAFE_INTEGER, ...texts },
  });
  const { deleted: _deleted, updatedAt, ...fields } = PutConversationRequest.parse(update);
  return { id: wide("i"), ...fields, dateAdded: day(1), dateUpdated: updatedAt };
}

const eventOf = (conversation: Conversation) => conversationEvent({ ...conversation, deleted: true });

it("of control characters is cut to 32 KB, and keeps everything but the end of its text", () => {
  const lastMessageBody = "\u0001".repeat(5000);
  const conversation = stored({
    contactName: "\u0001".repeat(200),
    lastMessageBody,
    lastMessageType: "\u0001".repeat(100),
  });
  const event = eventOf(conversation);
  expect(jsonBytes({ type: "conversation", conversation })).toBeGreaterThan(33_000);
  expect(jsonBytes(event)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
  expect(jsonBytes(event)).toBeGreaterThan(MAX_FRAME_BYTES - 6);
  const { lastMessageBody: cut, ...rest } = event.conversation;
  expect(lastMessageBody.startsWith(cut ?? "?")).toBe(true);
  expect(rest).toEqual({ ...conversation, lastMessageBody: undefined, deleted: true });
});

it.each(["a", "😀", '"', "\n"])("of the longest text of %j is not cut", (character) => {
  const texts = { contactName: "n", lastMessageBody: character.repeat(5000), lastMessageType: null };
  const conversation = stored(texts);
  expect(eventOf(conversation)).toEqual({
    type: "conversation",
    conversation: { ...conversation, deleted: true },
  });
});

it("is within a frame, and well-formed, for all texts", () => {
  const character = fc.constantFrom("\u0001", "\u007f", "a", '"', "é", "€", "😀");
  const line = (maxLength: number) => fc.string({ unit: character, maxLength: maxLength / 2 });
  const body = fc
    .array(fc.tuple(character, fc.nat({ max: 3000 })), { maxLength: 6 })
    .map((runs) => runs.map(([it, count]) => it.repeat(count)).join(""));
  fc.assert(
    fc.property(line(200), body, line(100), (contactName, lastMessageBody, lastMessageType) => {
      const event = eventOf(stored({ contactName, lastMessageBody, lastMessageType }));
      expect(jsonBytes(event)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      expect(event.conversation.lastMessageBody?.isWellFormed()).toBe(true);
      expect(lastMessageBody.startsWith(event.conversation.lastMessageBody ?? "?")).toBe(true);
    }),
  );
});
