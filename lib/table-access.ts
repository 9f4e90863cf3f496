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

// Ids hold no `#`, so each pattern names exactly its classes of items. What one function writes has a partition
// of its own: LeadingKeys end at the partition key.
const people = "USER#*"; // profiles
const notificationSettings = "NOTIFY#*"; // preferences and devices
const locations = "LOC#*"; // and all that lies in a location
const inLocations = "LOC#*#*"; // everything in a location but the location itself and its index of users
const labs = "LOC#*#LABS";
const chats = "LOC#*#CHAT#*"; // headers, rosters, entries, receipts
const files = "LOC#*#FILES#*"; // declared attachments
const limits = "LOC#*#LIMITS#*"; // states of rate limits
const userLimits = "LIMITS#*"; // likewise, of users in all locations
const usersOfLocations = "LOC#*#USER#*"; // memberships, creation keys
const connections = "LOC#*#CONNECTIONS#*";
const watchers = "LOC#*#WATCHERS";
const pushTokens = "PUSH#*"; // owners of devices
const presences = "PRESENCE#*"; // the locations of a user's connections
const actors = "ACTOR#*"; // the users that an actor is connected as
const conversations = "LOC#*#CONV#*";
const conversationVersions = "CONV#*";
const conversationLists = "LOC#*#INBOX#*";

/** Items of a location that no function of chats needs. */
const customerItems = [conversations, conversationLists];

/** AWS authorizes a transaction by the actions of its parts. */
const chatAccess: readonly TableAccess[] = [
  { actions: ["GetItem", "BatchGetItem", "Query"], keys: [people, locations], exceptKeys: customerItems },
  { actions: ["PutItem"], keys: [chats, usersOfLocations] },
  { actions: ["UpdateItem"], keys: [usersOfLocations, files, connections, limits] },
];

/**
 * The rights of each function to the table; the authorizer has none. A compromised function can do no more than
 * its job: the directory cannot read a chat, and only the directory can change a profile. All keys of one
 * action in a transaction stand in one statement, as AWS does not document whether it checks LeadingKeys by
 * item or by action.
 */
export const tableAccess = {
  chats: [...chatAccess, { actions: ["DeleteItem"], keys: [watchers] }], // of connections that are gone
  websocket: [
    ...chatAccess,
    { actions: ["PutItem", "DeleteItem"], keys: [watchers] },
    { actions: ["UpdateItem"], keys: [presences, actors] },
  ],
  attachments: [
    {
      actions: ["GetItem", "BatchGetItem"],
      keys: [people, locations],
      exceptKeys: [...customerItems, usersOfLocations, connections, watchers],
    },
    { actions: ["PutItem"], keys: [files] },
    { actions: ["GetItem", "UpdateItem"], keys: [limits] },
  ],
  inbox: [
    // Together, as one call prefetches both.
    { actions: ["GetItem", "BatchGetItem"], keys: [people, locations], exceptKeys: [inLocations] },
    { actions: ["Query"], keys: [locations], exceptKeys: [inLocations] }, // the index of users
    { actions: ["GetItem", "PutItem"], keys: [labs] },
    { actions: ["Query"], keys: [usersOfLocations, conversationLists] },
    { actions: ["BatchGetItem"], keys: [chats, conversations] },
  ],
  me: [
    { actions: ["GetItem"], keys: [people] },
    { actions: ["GetItem", "UpdateItem"], keys: [notificationSettings] },
  ],
  devices: [
    { actions: ["GetItem"], keys: [people] },
    { actions: ["GetItem", "UpdateItem"], keys: [notificationSettings] },
    { actions: ["GetItem", "PutItem", "DeleteItem"], keys: [pushTokens] },
    { actions: ["GetItem", "UpdateItem"], keys: [userLimits] },
  ],
  directory: [
    {
      actions: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem"],
      keys: [people, locations],
      exceptKeys: [inLocations],
    },
    { actions: ["DeleteItem"], keys: [locations], exceptKeys: [inLocations] }, // of the index by name
    { actions: ["GetItem"], keys: [conversationVersions, conversations] },
    { actions: ["PutItem"], keys: [conversationVersions, conversations, conversationLists] },
    { actions: ["DeleteItem"], keys: [conversations, conversationLists] },
    { actions: ["Query", "DeleteItem"], keys: [watchers] },
    { actions: ["GetItem"], keys: [presences, actors] },
    { actions: ["GetItem", "BatchGetItem", "UpdateItem"], keys: [connections] },
  ],
  stream: [
    {
      actions: ["GetItem", "BatchGetItem"],
      keys: [people, notificationSettings, locations],
      exceptKeys: [...customerItems, files, connections, watchers],
    },
    { actions: ["PutItem", "UpdateItem"], keys: [usersOfLocations] }, // repairs memberships
    { actions: ["UpdateItem"], keys: [notificationSettings] }, // of devices that take no push any more
    { actions: ["DeleteItem"], keys: [pushTokens] }, // likewise
  ],
} as const satisfies Record<string, readonly TableAccess[]>;
