/** The kinds of violations, which no fault may cause. */
export const violationKinds = {
  log: "the log has a gap, a duplicate, or wrong counts",
  roster: "the roster differs from the replay of the log",
  "sent-twice": "a message is in the log more than once",
  "send-lost": "an acknowledged message is not in the log as it was sent",
  "not-sent": "the log has a message that nobody sent",
  lost: "a client never emitted an entry",
  doubled: "a client emitted an entry or a chat twice",
  reordered: "a client emitted an entry before the previous one",
  invented: "a client emitted an entry that differs from the log",
  leaked: "a user was shown something that they may not see",
  "chat-unseen": "a participant's client never emitted the chat",
  "read-back": "a read pointer moved back",
  "own-unread": "a user's own message is unread to them",
  unread: "an unread count differs from the log",
  refused: "an allowed request was refused",
  "not-notified": "a due notification never came",
  "wrongly-notified": "a notification came that was not due",
  disturbed: "a notification was loud in quiet hours, or quiet outside of them",
  "over-limit": "a user did more than a rate limit allows",
  "not-kept": "a stored setting differs from the answer",
} as const;
export type ViolationKind = keyof typeof violationKinds;

export interface Violation {
  readonly kind: ViolationKind;
  /** The chat, user and entry. */
  readonly detail: string;
}

export const violation = (kind: ViolationKind, detail: string): Violation => ({ kind, detail });
