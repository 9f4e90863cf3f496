/**
 * The REST API as data: the single source that CDK, the local cloud, the handlers, the tests and the
 * documents read. Only routes in this list exist.
 */

/** A check between a valid token and the operation; routes list them in the order in which they are checked. */
export type Gate =
  /** `permissions.conversationsEnabled` of the caller, else 403 `conversations_disabled`. */
  | "conversations"
  /** No Login-As session, else 403 `impersonation_forbidden`. */
  | "no_impersonation"
  /** Internal Chat is on for the location, else 403 `feature_not_enabled`. */
  | "feature";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** API Gateway path; `{locationId}` in the path of a user route means: the caller must be in that location. */
  readonly path: string;
  readonly operation: string;
  /** The Lambda that answers. Groups differ in what they may access. */
  readonly group: "chats" | "attachments" | "inbox" | "me" | "devices" | "directory";
  /** `none` is public; `service` is a service token with scope `directory.write`. */
  readonly token: "none" | "user" | "service";
  readonly gates: readonly Gate[];
}

const chatGates = ["conversations", "no_impersonation", "feature"] as const;
const chats = { group: "chats", token: "user", gates: chatGates } as const;
const attachments = { group: "attachments", token: "user", gates: chatGates } as const;
const inbox = { group: "inbox", token: "user", gates: ["conversations"] } as const;
const labs = { group: "inbox", token: "user", gates: [] } as const;
const me = { group: "me", token: "user", gates: [] } as const;
const devices = { group: "devices", token: "user", gates: ["no_impersonation"] } as const;
const directory = { group: "directory", token: "service", gates: [] } as const;
const chatBase = "/locations/{locationId}/internal-chats";

export const routes = [
  { method: "GET", path: "/health", operation: "getHealth", group: "chats", token: "none", gates: [] },

  { method: "POST", path: chatBase, operation: "createChat", ...chats },
  { method: "GET", path: chatBase, operation: "listChats", ...chats },
  { method: "GET", path: `${chatBase}/{chatId}`, operation: "getChat", ...chats },
  { method: "PATCH", path: `${chatBase}/{chatId}`, operation: "changeSubject", ...chats },
  { method: "GET", path: `${chatBase}/{chatId}/participants`, operation: "listParticipants", ...chats },
  { method: "POST", path: `${chatBase}/{chatId}/participants`, operation: "addParticipants", ...chats },
  {
    method: "DELETE",
    path: `${chatBase}/{chatId}/participants/{userId}`,
    operation: "removeParticipant",
    ...chats,
  },
  { method: "PUT", path: `${chatBase}/{chatId}/read`, operation: "markRead", ...chats },
  { method: "PUT", path: `${chatBase}/{chatId}/settings`, operation: "changeSettings", ...chats },
  { method: "GET", path: `${chatBase}/{chatId}/messages`, operation: "listMessages", ...chats },
  { method: "POST", path: `${chatBase}/{chatId}/messages`, operation: "sendMessage", ...chats },
  {
    method: "POST",
    path: `${chatBase}/{chatId}/attachments`,
    operation: "createAttachment",
    ...attachments,
  },
  {
    method: "GET",
    path: `${chatBase}/{chatId}/attachments/{attachmentId}`,
    operation: "getAttachment",
    ...attachments,
  },

  { method: "GET", path: "/locations/{locationId}/inbox", operation: "getInbox", ...inbox },
  { method: "GET", path: "/locations/{locationId}/conversations", operation: "listConversations", ...inbox },
  { method: "GET", path: "/locations/{locationId}/users", operation: "listUsers", ...inbox },
  { method: "GET", path: "/locations/{locationId}/labs", operation: "getLabs", ...labs },
  {
    method: "PUT",
    path: "/locations/{locationId}/labs",
    operation: "putLabs",
    ...labs,
    gates: ["no_impersonation"],
  },

  { method: "GET", path: "/me", operation: "getMe", ...me },
  { method: "GET", path: "/me/notification-preferences", operation: "getPreferences", ...me },
  {
    method: "PUT",
    path: "/me/notification-preferences",
    operation: "putPreferences",
    ...me,
    gates: ["no_impersonation"],
  },
  { method: "POST", path: "/me/devices", operation: "registerDevice", ...devices },
  { method: "GET", path: "/me/devices", operation: "listDevices", ...devices },
  { method: "DELETE", path: "/me/devices/{deviceId}", operation: "removeDevice", ...devices },

  { method: "PUT", path: "/directory/locations/{locationId}", operation: "putLocation", ...directory },
  { method: "PUT", path: "/directory/users/{userId}", operation: "putUser", ...directory },
  {
    method: "PUT",
    path: "/directory/conversations/{conversationId}",
    operation: "putConversation",
    ...directory,
  },
] as const satisfies readonly Route[];

/** The names of a Lambda's operations. */
export type OperationName<Group extends Route["group"] = Route["group"]> = Extract<
  (typeof routes)[number],
  { group: Group }
>["operation"];

/** The gates of a Lambda's routes. */
export type GateName<Group extends Route["group"]> = Extract<
  (typeof routes)[number],
  { group: Group }
>["gates"][number];
