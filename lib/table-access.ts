/** The actions that any function needs. `Scan` is not among them, and never will be. */
type TableAction = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "UpdateItem" | "DeleteItem";

/** Actions on the items whose partition key matches a pattern. */
export interface TableAccess {
  readonly actions: readonly TableAction[];
  /** Patterns of the partition key, `*` for any characters. */
  readonly keys: readonly string[];
  /** Patterns that `keys` would match, but that stay closed. */
  readonly exceptKeys?: readonly string[];
}

// Ids hold no `#`, so each pattern names exactly its classes of items.
const people = "USER#*";
const locations = "LOC#*"; // and everything in a location
const inLocations = "LOC#*#*"; // chats, memberships, connections
const chats = "LOC#*#CHAT#*";
const usersOfLocations = "LOC#*#USER#*";
const watchers = "LOC#*#WATCHERS";
const pushTokens = "PUSH#*"; // owners of devices' tokens
const presences = "PRESENCE#*"; // locations in which a user has connections
const conversations = "LOC#*#CONV#*";
const conversationVersions = "CONV#*";
const conversationLists = "LOC#*#INBOX#*";

/** Items that no chat function needs. */
const customerItems = [conversations, conversationLists];

/** AWS authorizes a transaction by the actions of its parts. */
const chatAccess: readonly TableAccess[] = [
  { actions: ["GetItem", "BatchGetItem", "Query"], keys: [people, locations], exceptKeys: customerItems },
  { actions: ["PutItem", "UpdateItem"], keys: [chats, usersOfLocations] },
];

/**
 * The rights of each function to the table; the authorizer has none. A compromised function can do no more than
 * its job: the directory cannot read a chat, a chat request cannot change a profile.
 */
export const tableAccess = {
  chats: [...chatAccess, { actions: ["DeleteItem"], keys: [watchers] }], // removes sockets that are gone
  websocket: [
    ...chatAccess,
    { actions: ["PutItem", "DeleteItem"], keys: [watchers] },
    { actions: ["UpdateItem"], keys: [presences] },
  ],
  attachments: [
    {
      actions: ["GetItem", "BatchGetItem"],
      keys: [people, locations],
      exceptKeys: [...customerItems, usersOfLocations, watchers],
    },
    { actions: ["PutItem"], keys: [chats] },
  ],
  inbox: [
    // In one statement, as one call prefetches both.
    { actions: ["GetItem", "BatchGetItem"], keys: [people, locations], exceptKeys: [inLocations] },
    { actions: ["Query", "UpdateItem"], keys: [locations], exceptKeys: [inLocations] }, // writes Labs
    { actions: ["Query"], keys: [usersOfLocations, conversationLists] },
    { actions: ["BatchGetItem"], keys: [chats, conversations] },
  ],
  me: [{ actions: ["GetItem", "UpdateItem"], keys: [people] }],
  devices: [
    { actions: ["GetItem", "UpdateItem"], keys: [people] },
    { actions: ["GetItem", "PutItem", "DeleteItem"], keys: [pushTokens] },
  ],
  directory: [
    {
      actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem"],
      keys: [people, locations],
      exceptKeys: [inLocations],
    },
    { actions: ["DeleteItem"], keys: [locations], exceptKeys: [inLocations] }, // entries of the index by name
    { actions: ["GetItem", "PutItem"], keys: [conversationVersions] },
    { actions: ["GetItem", "PutItem", "DeleteItem"], keys: [conversations] },
    { actions: ["PutItem", "DeleteItem"], keys: [conversationLists] },
    { actions: ["Query", "DeleteItem"], keys: [watchers] },
    { actions: ["GetItem"], keys: [presences] },
    { actions: ["GetItem", "BatchGetItem", "UpdateItem"], keys: [usersOfLocations] }, // connections
  ],
  stream: [
    { actions: ["GetItem", "BatchGetItem"], keys: [people, locations], exceptKeys: customerItems },
    { actions: ["PutItem", "UpdateItem"], keys: [usersOfLocations] }, // repairs memberships
    { actions: ["UpdateItem"], keys: [people] }, // removes devices that take no push any more
    { actions: ["DeleteItem"], keys: [pushTokens] }, // likewise
  ],
} as const satisfies Record<string, readonly TableAccess[]>;
