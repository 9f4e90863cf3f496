import { MAX_FRAME_BYTES } from "../connections/frame-size.ts";
import { jsonBytes, textFitting } from "../json-size.ts";
import type { ConversationEvent } from "./conversation.ts";

/**
 * The event of a changed conversation. Its text is cut until the event fits a frame: JSON escapes a control
 * character with six bytes, and the CRM may send thousands of them.
 */
export function conversationEvent(conversation: ConversationEvent["conversation"]): ConversationEvent {
  const event: ConversationEvent = { type: "conversation", conversation };
  const { lastMessageBody } = conversation;
  if (lastMessageBody === null || jsonBytes(event) <= MAX_FRAME_BYTES) return event;
  const empty = { ...event, conversation: { ...conversation, lastMessageBody: "" } };
  const body = textFitting(lastMessageBody, MAX_FRAME_BYTES - jsonBytes(empty));
  return { ...event, conversation: { ...conversation, lastMessageBody: body } };
}
