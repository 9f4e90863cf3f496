import { Entry, Message } from "../../functions/domain/log/entry.ts";
import { type Component, object, value } from "./component.ts";

const base = {
  chatId: "The chat.",
  locationId: "The chat's location.",
  seq: "Its place in the log: 1, 2, 3, … without a gap.",
  userId: "Who did it.",
  dateAdded: "When; never before the entry that it follows.",
};

const [ChatCreated, ParticipantsAdded, SubjectChanged] = Entry.options;

/** The entries of a chat's log. */
export const entryComponents = {
  Entry: value(Entry, "One entry of a chat's log."),
  ChatCreated: object(ChatCreated, "Always the first entry.", {
    ...base,
    kind: "What happened.",
    participantIds: "Who was in it from the start.",
    subject: "Its first subject, or null.",
  }),
  ParticipantsAdded: object(ParticipantsAdded, "Users came in.", {
    ...base,
    kind: "What happened.",
    userIds: "Who came in.",
    historyAccess: "What they see of what was before.",
  }),
  SubjectChanged: object(SubjectChanged, "The subject was set, changed or cleared.", {
    ...base,
    kind: "What happened.",
    subject: "The new one; null for none.",
  }),
  Message: object(Message, "A message.", {
    ...base,
    kind: "What happened.",
    id: "The message's id.",
    messageType: "The CRM's word for it.",
    body: 'The text as sent; `""` where there are attachments only.',
    attachments: "In the order in which the sender named them.",
    clientMessageId: "The sender's key.",
    replyToSeq: "The message that it answers, or null.",
    records: "CRM records that it is about.",
  }),
  Attachment: object(Message.shape.attachments.element, "A file of a message.", {
    id: "For `GET …/attachments/{attachmentId}`.",
    filename: "As the sender named it.",
    contentType: "The media type that was uploaded.",
    size: "Bytes.",
  }),
} satisfies Record<string, Component>;
