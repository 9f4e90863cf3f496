/** The actions that any function needs. `Scan` is not among them, and never will be. */
type TableAction = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "UpdateItem";

/** Actions on the items whose partition key matches a pattern. */
export interface TableAccess {
  readonly actions: readonly TableAction[];
  /** Patterns of the partition key, `*` for any characters. */
  readonly keys: readonly string[];
  /** Patterns that `keys` would match and that stay closed. */
  readonly exceptKeys?: readonly string[];
}

// Ids hold no `#`, so each pattern names exactly its classes of items.
const people = "USER#*";
const locations = "LOC#*"; // and all that lies in a location
const inLocations = "LOC#*#*"; // chats, memberships, connections
const chats = "LOC#*#CHAT#*";
const usersOfLocations = "LOC#*#USER#*";

/** A transaction is authorized by the actions of its parts. */
const chatAccess: readonly TableAccess[] = [
  { actions: ["GetItem", "BatchGetItem", "Query"], keys: [people, locations] },
  { actions: ["PutItem", "UpdateItem"], keys: [chats, usersOfLocations] },
];

/**
 * What each function may do with the table. The authorizer is missing because it has no access. A function
 * that is taken over can then do no more than its job: the directory cannot read a chat, a chat request
 * cannot change a profile.
 */
export const tableAccess = {
  chats: chatAccess,
  websocket: chatAccess,
  me: [{ actions: ["GetItem", "UpdateItem"], keys: [people] }],
  directory: [
    {
      actions: ["GetItem", "PutItem", "UpdateItem"],
      keys: [people, locations],
      exceptKeys: [inLocations],
    },
  ],
  stream: [
    { actions: ["GetItem", "BatchGetItem"], keys: [people, locations] },
    { actions: ["PutItem"], keys: [usersOfLocations] }, // heals memberships
  ],
} as const satisfies Record<string, readonly TableAccess[]>;
