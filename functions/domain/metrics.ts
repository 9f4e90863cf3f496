/** Counters. */
export type CountName =
  | "MessagesSent"
  /** Events that API Gateway took for a socket. */
  | "Deliveries"
  /** Posts to sockets that were gone. */
  | "GoneConnections"
  /** Posts to sockets that failed in any other way: refused with 429, or not answered in time. */
  | "PushesFailed"
  /** Pushes to phones that SNS refuses for good, because of the message or the endpoint. */
  | "PushesRefused"
  /** Refused attempts to append: another append came first, or the table had a conflict. */
  | "AppendConflicts";

/** Durations, in milliseconds. */
export type DurationName =
  /** From the request of a message to the end of its pushes. */
  | "SendLatency"
  /** From an entry's date to its notifications. */
  | "NotificationLag";

/** Numbers for the operators. They carry no ids, so they say nothing about a person or a chat. */
export interface Metrics {
  count(name: CountName, value?: number): void;
  time(name: DurationName, milliseconds: number): void;
}
