/** What must never happen, whatever goes wrong below. */
export const violationKinds = {
  log: "the log has a gap, a double, or counts that do not fit it",
  roster: "the roster is not the replay of the log",
  "sent-twice": "one message is in the log more than once",
  "send-lost": "an acknowledged message is not in the log as it was sent",
  "not-sent": "the log holds a message that nobody sent",
  lost: "a client was never told of an entry",
  doubled: "a client was told of an entry or a chat twice",
  reordered: "a client was told of an entry before the one that precedes it",
  invented: "a client was told of an entry that the log does not hold so",
  leaked: "somebody was shown what they must not see",
  "chat-unseen": "a participant's client was never told of the chat",
  "read-back": "a read pointer went back",
  "own-unread": "what somebody wrote themselves stays unread to them",
  unread: "an unread count is not what the log says",
  refused: "a request that is allowed was refused",
  "not-notified": "a notification that is due never came",
  "wrongly-notified": "a notification came that must not",
  disturbed: "a notification was loud at night, or quiet by day",
  "not-kept": "a setting is not what was answered",
} as const;
export type ViolationKind = keyof typeof violationKinds;

export interface Violation {
  readonly kind: ViolationKind;
  /** Which chat, user and entry. */
  readonly detail: string;
}

export const violation = (kind: ViolationKind, detail: string): Violation => ({ kind, detail });
