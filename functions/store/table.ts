/**
 * The one table: names and settings that CDK, the store, the local cloud and the tests share.
 * The items: `keys.ts` and `docs/access-patterns.md`.
 */
export const table = {
  partitionKey: "PK",
  sortKey: "SK",
  /** Epoch seconds. DynamoDB deletes late: readers treat an expired item as absent. */
  timeToLive: "ttl",
  stream: "NEW_IMAGE",
  /** Only log entries carry this attribute, so the stream filter can tell them from other items. */
  entryKind: "kind",
} as const;

/** The kinds of inserted entries that may cause notifications. */
export const notifiedKinds = ["chat_created", "participants_added", "message"] as const;
