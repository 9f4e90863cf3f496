/** What is counted. */
export type CountName =
  | "MessagesSent"
  /** Events posted to sockets that were not found to be gone. */
  | "Deliveries"
  /** Sockets that turned out to be gone when something was posted to them. */
  | "GoneConnections"
  /** Pushes to phones that SNS will never take, as they are or where they go. */
  | "PushesRefused"
  /** Appends to a log that somebody else, or the table, made start again. */
  | "AppendConflicts";

/** What is timed, in milliseconds. */
export type DurationName =
  /** From a message's request to the end of its pushes. */
  | "SendLatency"
  /** From an entry's date to its notifications. */
  | "NotificationLag";

/** Numbers for those who run the service. They carry no id, so nothing about a person or a chat is in them. */
export interface Metrics {
  count(name: CountName, value?: number): void;
  time(name: DurationName, milliseconds: number): void;
}
